"""The words of pki."""

from .word import Word


class KeyAlgorithm(Word):
    """The keys the library makes and takes. Ed25519 and ML-DSA-65 (FIPS 204) sign stamps and nothing else: no TLS stack here offers them."""



class KeyPlace(Word):
    """Where the private key of an entry is kept."""

    FILE = "file"
    ENCRYPTED_FILE = "encrypted-file"
    TOKEN = "token"


class Pkcs12Protection(Word):
    """How a file is protected: who is to read it decides."""



class RevocationCause(Word):
    """Why a certificate was revoked (RFC 5280 §5.3.1)."""



class Service(Word):
    """What a certificate of ours is used for."""

    SMTP_SERVER = "smtp-server"
    SMTP_CLIENT = "smtp-client"
