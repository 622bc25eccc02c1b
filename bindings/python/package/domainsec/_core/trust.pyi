from collections.abc import Sequence
from datetime import datetime, timedelta
from os import PathLike
from pathlib import Path
from typing import Any, Callable, Protocol, overload

from typing_extensions import Buffer

from ..words import (
    CacheState,
    CertificateState,
    EkuMode,
    EvidenceKind,
    ExchangeStatus,
    ExpiryStage,
    FetchReason,
    PeerRole,
    RevocationMode,
    Status,
    TrustMethod,
    TrustReason,
    ValidationProfile,
)
from .dns import DnsAnswer, MxRecord, TlsaRecord
from .names import DomainName, MailAddress
from .pki import Certificate, Chain, StoreEntry

class _Record:
    def __eq__(self, other: object) -> bool: ...
    def to_dict(self) -> dict[str, Any]: ...

class _Fetching(Protocol):
    def fetch(self, request: EvidenceRequest, /) -> FetchResult: ...

_Fetcher = EvidenceFetcher | _Fetching | Callable[[EvidenceRequest], FetchResult]

class EvidenceRequest(_Record):
    kind: EvidenceKind
    locator: str
    query: bytes
    def __init__(self, *, kind: EvidenceKind | str = ..., locator: str = ..., query: Buffer = ...) -> None: ...

class Finding(_Record):
    @property
    def reason(self) -> TrustReason: ...
    @property
    def is_error(self) -> bool: ...
    @property
    def certificate(self) -> int | None: ...
    @property
    def subject(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def seen(self) -> str: ...
    @property
    def expected(self) -> str: ...

class ValidationReport(_Record):
    @property
    def status(self) -> Status: ...
    @property
    def reason(self) -> TrustReason: ...
    @property
    def findings(self) -> list[Finding]: ...
    @property
    def method(self) -> TrustMethod: ...
    @property
    def path(self) -> list[Certificate]: ...
    @property
    def examined(self) -> list[Certificate]: ...
    @property
    def presented(self) -> list[Certificate]: ...
    @property
    def matched_identity(self) -> DomainName | None: ...
    @property
    def method_tag(self) -> str: ...
    @property
    def pending(self) -> list[EvidenceRequest]: ...
    @property
    def wanted(self) -> list[EvidenceRequest]: ...
    @property
    def judged_at(self) -> datetime: ...
    @property
    def valid_until(self) -> datetime: ...
    @property
    def asserted_by_caller(self) -> bool: ...
    @property
    def passed(self) -> bool: ...
    @property
    def exchange_status(self) -> ExchangeStatus: ...
    def text(self) -> str: ...
    def json(self) -> str: ...
    def to_json(self) -> str: ...
    def html(self) -> str: ...
    def svg(self) -> str: ...

class AnchorSet:
    @staticmethod
    def from_certificates(anchors: Sequence[Certificate]) -> AnchorSet: ...
    @staticmethod
    def from_path(path: str | PathLike[str]) -> AnchorSet: ...
    @staticmethod
    def system() -> AnchorSet: ...
    @property
    def certificates(self) -> list[Certificate]: ...
    @property
    def digest(self) -> bytes: ...
    def __len__(self) -> int: ...
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...

class ValidationLimits(_Record):
    max_path_length: int
    max_paths: int
    max_signatures: int
    def __init__(self, *, max_path_length: int = ..., max_paths: int = ..., max_signatures: int = ...) -> None: ...
    def check(self) -> None: ...

class TrustPolicy(_Record):
    method: TrustMethod
    anchors: AnchorSet | None
    pins: list[bytes]
    identities: list[DomainName]
    tlsa_owners: list[DomainName]
    wildcards: bool
    eku: EkuMode
    revocation: RevocationMode
    short_lived: timedelta
    min_rsa_bits: int
    limits: ValidationLimits
    def __init__(
        self,
        *,
        method: TrustMethod | str = ...,
        anchors: AnchorSet | None = ...,
        pins: Sequence[Buffer] = ...,
        identities: Sequence[DomainName | str] = ...,
        tlsa_owners: Sequence[DomainName] = ...,
        wildcards: bool = ...,
        eku: EkuMode | str = ...,
        revocation: RevocationMode | str = ...,
        short_lived: timedelta = ...,
        min_rsa_bits: int = ...,
        limits: ValidationLimits = ...,
    ) -> None: ...
    def check(self) -> None: ...

class Evidence:
    @staticmethod
    def none() -> Evidence: ...
    @property
    def epoch(self) -> int: ...
    def tlsa(self, owner: DomainName | str, now: datetime | None = ...) -> DnsAnswer[TlsaRecord] | None: ...
    def mx(self, domain: DomainName | str, now: datetime | None = ...) -> DnsAnswer[MxRecord] | None: ...

class EvidenceLimits(_Record):
    max_entries: int
    max_octets: int
    def __init__(self, *, max_entries: int = ..., max_octets: int = ...) -> None: ...
    def check(self) -> None: ...

class Filing(_Record):
    @property
    def filed(self) -> bool: ...
    @property
    def why(self) -> str: ...
    def __bool__(self) -> bool: ...

class EvidenceStore:
    def __init__(self, limits: EvidenceLimits = ...) -> None: ...
    def snapshot(self) -> Evidence: ...
    @overload
    def put_crl(self, uri: str, crl: Buffer) -> Filing: ...
    @overload
    def put_crl(self, crl: Buffer) -> Filing: ...
    def put_ocsp(self, request: EvidenceRequest, response: Buffer, *, nonce: Buffer = ...) -> Filing: ...
    def put(self, request: EvidenceRequest, fetched: Buffer) -> Filing: ...
    def put_tlsa(
        self, owner: DomainName | str, answer: DnsAnswer[TlsaRecord], fetched_at: datetime | None = ...
    ) -> None: ...
    def put_mx(
        self, domain: DomainName | str, answer: DnsAnswer[MxRecord], fetched_at: datetime | None = ...
    ) -> None: ...

class FetchResult(_Record):
    status: Status
    reason: FetchReason
    text: str
    content: bytes
    nonce: bytes
    retry_at: datetime | None
    def __init__(
        self,
        *,
        status: Status | str = ...,
        reason: FetchReason | str = ...,
        text: str = ...,
        content: Buffer = ...,
        nonce: Buffer = ...,
        retry_at: datetime | None = ...,
    ) -> None: ...
    @property
    def passed(self) -> bool: ...

class HttpFetcherOptions(_Record):
    allowed_networks: list[str]
    allowed_ports: list[int]
    max_crl_octets: int
    max_ocsp_octets: int
    ocsp_nonce: bool
    max_redirects: int
    connect_timeout: timedelta
    total_timeout: timedelta
    low_speed_octets: int
    low_speed_time: timedelta
    max_transfers: int
    repeat_after: timedelta
    retry_after: timedelta
    max_retry_after: timedelta
    def __init__(
        self,
        *,
        allowed_networks: Sequence[str] = ...,
        allowed_ports: Sequence[int] = ...,
        max_crl_octets: int = ...,
        max_ocsp_octets: int = ...,
        ocsp_nonce: bool = ...,
        max_redirects: int = ...,
        connect_timeout: timedelta = ...,
        total_timeout: timedelta = ...,
        low_speed_octets: int = ...,
        low_speed_time: timedelta = ...,
        max_transfers: int = ...,
        repeat_after: timedelta = ...,
        retry_after: timedelta = ...,
        max_retry_after: timedelta = ...,
    ) -> None: ...
    def check(self) -> None: ...

class EvidenceFetcher:
    def __init__(self) -> None: ...
    def fetch(self, request: EvidenceRequest) -> FetchResult: ...

class FunctionFetcher(EvidenceFetcher):
    def __init__(self, fetching: _Fetching | Callable[[EvidenceRequest], FetchResult]) -> None: ...

class HttpFetcher(EvidenceFetcher):
    def __init__(self, options: HttpFetcherOptions = ..., *, clock: Callable[[], datetime] | None = ...) -> None: ...

class EvidenceCacheOptions(_Record):
    max_entries: int
    max_octets: int
    max_wanted: int
    min_interval: timedelta
    max_interval: timedelta
    forget_after: timedelta
    def __init__(
        self,
        *,
        max_entries: int = ...,
        max_octets: int = ...,
        max_wanted: int = ...,
        min_interval: timedelta = ...,
        max_interval: timedelta = ...,
        forget_after: timedelta = ...,
    ) -> None: ...
    def check(self) -> None: ...

class CacheEntry(_Record):
    @property
    def request(self) -> EvidenceRequest: ...
    @property
    def state(self) -> CacheState: ...
    @property
    def fetched_at(self) -> datetime | None: ...
    @property
    def next_update(self) -> datetime | None: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def asked_at(self) -> datetime: ...
    @property
    def octets(self) -> int: ...

class CacheProblem(_Record):
    @property
    def file(self) -> Path: ...
    @property
    def text(self) -> str: ...

class CacheListing(_Record):
    @property
    def entries(self) -> list[CacheEntry]: ...
    @property
    def ignored(self) -> list[CacheProblem]: ...

class CacheReading(_Record):
    @property
    def loaded(self) -> int: ...
    @property
    def ignored(self) -> list[CacheProblem]: ...

class CacheFetch(_Record):
    @property
    def request(self) -> EvidenceRequest: ...
    @property
    def status(self) -> Status: ...
    @property
    def reason(self) -> FetchReason: ...
    @property
    def text(self) -> str: ...

class RefreshReport(_Record):
    @property
    def is_busy(self) -> bool: ...
    @property
    def fetches(self) -> list[CacheFetch]: ...
    @property
    def dropped(self) -> list[EvidenceRequest]: ...
    @property
    def ignored(self) -> list[CacheProblem]: ...
    @property
    def next_due(self) -> datetime: ...
    @property
    def all_passed(self) -> bool: ...

class EvidenceCache:
    def __init__(self, directory: str | PathLike[str], options: EvidenceCacheOptions = ...) -> None: ...
    @property
    def directory(self) -> Path: ...
    def load_into(self, store: EvidenceStore) -> CacheReading: ...
    def refresh(
        self, fetcher: _Fetcher, *, now: datetime | None = ..., stop: Callable[[], bool] | None = ...
    ) -> RefreshReport: ...
    def ask(self, requests: Sequence[EvidenceRequest], *, now: datetime | None = ...) -> int: ...
    def note_use(self, requests: Sequence[EvidenceRequest], *, now: datetime | None = ...) -> None: ...
    def put(self, request: EvidenceRequest, content: Buffer, *, now: datetime | None = ...) -> Filing: ...
    def list(self, *, now: datetime | None = ...) -> CacheListing: ...

class ValidatorOptions(_Record):
    profile: ValidationProfile
    legacy_algorithms: bool
    any_identity: bool
    any_usage: bool
    ip_addresses: list[bytes]
    mailboxes: list[MailAddress]
    max_intermediates: int | None
    acceptable_policies: list[str]
    inhibit_policy_mapping: bool
    require_explicit_policy: bool
    inhibit_any_policy: bool
    def __init__(
        self,
        *,
        profile: ValidationProfile | str = ...,
        legacy_algorithms: bool = ...,
        any_identity: bool = ...,
        any_usage: bool = ...,
        ip_addresses: Sequence[Buffer] = ...,
        mailboxes: Sequence[MailAddress | str] = ...,
        max_intermediates: int | None = ...,
        acceptable_policies: Sequence[str] = ...,
        inhibit_policy_mapping: bool = ...,
        require_explicit_policy: bool = ...,
        inhibit_any_policy: bool = ...,
    ) -> None: ...
    def check(self) -> None: ...

class ChainValidator:
    def __init__(self, policy: TrustPolicy, peer: PeerRole | str, options: ValidatorOptions = ...) -> None: ...
    def judge(
        self,
        chain: Chain,
        evidence: Evidence | None = ...,
        *,
        now: datetime | None = ...,
        staples: Sequence[Buffer] = ...,
    ) -> ValidationReport: ...
    @property
    def policy(self) -> TrustPolicy: ...
    @property
    def peer(self) -> PeerRole: ...
    @property
    def options(self) -> ValidatorOptions: ...
    @property
    def revision(self) -> bytes: ...

class JudgementCache:
    def __init__(self, capacity: int = ...) -> None: ...
    def judge(
        self,
        validator: ChainValidator,
        chain: Chain,
        evidence: Evidence | None = ...,
        *,
        partner: str = ...,
        now: datetime | None = ...,
        staples: Sequence[Buffer] = ...,
    ) -> ValidationReport: ...
    def __len__(self) -> int: ...

class Expiry(_Record):
    @property
    def stage(self) -> ExpiryStage: ...
    @property
    def left(self) -> timedelta: ...
    @property
    def percent_left(self) -> int: ...
    @property
    def renew_at(self) -> datetime: ...

class CertificateStanding(_Record):
    @property
    def state(self) -> CertificateState: ...
    @property
    def expiry(self) -> Expiry: ...
    @property
    def why(self) -> str: ...
    @property
    def expiring_soon(self) -> bool: ...

class RevocationSources(_Record):
    @property
    def crl_uris(self) -> list[str]: ...
    @property
    def ocsp_uris(self) -> list[str]: ...
    @property
    def no_revocation_available(self) -> bool: ...

def expiry_of(certificate: Certificate, now: datetime | None = ...) -> Expiry: ...
def standing_of(
    entry: StoreEntry,
    anchors: AnchorSet,
    evidence: Evidence | None = ...,
    revocation: RevocationMode | str = ...,
    now: datetime | None = ...,
) -> CertificateStanding: ...
def revocation_sources(certificate: Certificate) -> RevocationSources: ...
def is_list_for(certificate: Certificate, crl: Buffer) -> bool: ...
