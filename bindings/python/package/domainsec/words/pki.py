"""The words of pki."""

from .word import Word


class KeyAlgorithm(Word):
    """The keys the library makes and takes.

    Ed25519 and ML-DSA-65 (FIPS 204) sign stamps and nothing else: no TLS stack here offers them.
    """

    ECDSA_P256 = "ecdsa-p256"
    ECDSA_P384 = "ecdsa-p384"
    RSA_2048 = "rsa-2048"
    RSA_3072 = "rsa-3072"
    RSA_4096 = "rsa-4096"
    ED25519 = "ed25519"
    ML_DSA_65 = "ml-dsa-65"


class KeyPlace(Word):
    """Where the private key of an entry is kept."""

    FILE = "file"
    ENCRYPTED_FILE = "encrypted-file"
    TOKEN = "token"


class Pkcs12Protection(Word):
    """How a file is protected: who is to read it decides."""

    MODERN = "modern"
    PBMAC1 = "pbmac1"
    EXCHANGE2010 = "exchange2010"


class RevocationCause(Word):
    """Why a certificate was revoked (RFC 5280 §5.3.1)."""

    UNSPECIFIED = "unspecified"
    KEY_COMPROMISE = "keyCompromise"
    AFFILIATION_CHANGED = "affiliationChanged"
    SUPERSEDED = "superseded"
    CESSATION_OF_OPERATION = "cessationOfOperation"
    PRIVILEGE_WITHDRAWN = "privilegeWithdrawn"


class Service(Word):
    """What a certificate of ours is used for."""

    SMTP_SERVER = "smtp-server"
    SMTP_CLIENT = "smtp-client"
