from . import dns as dns
from . import edge as edge
from . import message as message
from . import names as names
from . import pki as pki
from . import policy as policy
from . import stamp as stamp
from . import telemetry as telemetry
from . import tls as tls
from . import trust as trust

__version__: str

def words() -> dict[str, list[str]]: ...
