"""A certification authority and a leaf below it, for tests of judgements."""

from datetime import datetime, timedelta, timezone

import domainsec

NOW = datetime.now(timezone.utc).replace(microsecond=0)
CRL_URI = "http://crl.fabrikam.example/list.crl"


class World:
    """An authority, a server's and client's certificate below it, and its revocation list."""

    def __init__(self, crl_uri=CRL_URI, dns_names=("fabrikam.example",)):
        self.root_key = domainsec.PrivateKey.generate("ecdsa-p256")
        life = dict(not_before=NOW - timedelta(days=30), not_after=NOW + timedelta(days=335))
        self.root = domainsec.make_self_signed(
            self.root_key, domainsec.CertificateTemplate(common_name="Test authority", is_ca=True, **life)
        )
        self.key = domainsec.PrivateKey.generate("ecdsa-p256")
        content = domainsec.CertificateTemplate(
            dns_names=list(dns_names), crl_uris=[crl_uri] if crl_uri else [], **life
        )
        self.leaf = domainsec.issue_certificate(self.root, self.root_key, self.key.public_key, content)
        self.chain = domainsec.Chain([self.leaf])
        self.anchors = domainsec.AnchorSet.from_certificates([self.root])

    def crl(self, *revoked, number=1, days=7):
        entries = [
            domainsec.RevokedEntry(serial=bytes.fromhex(serial.zfill(len(serial) + len(serial) % 2)), revoked_at=NOW)
            for serial in revoked
        ]
        until = NOW + timedelta(days=days)
        return domainsec.make_crl(self.root, self.root_key, entries, NOW - timedelta(hours=1), until, number=number)

    def policy(self, **changes):
        return domainsec.TrustPolicy(
            **{"method": "anchors", "anchors": self.anchors, "identities": ["fabrikam.example"], **changes}
        )
