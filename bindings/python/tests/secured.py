"""A secured path as a judgement makes it, and keys and keyrings around it."""

import domainsec


def path_of(demo, facts, sender="alice@fabrikam.example", recipients=("bob@contoso.example",), message=None, **changes):
    """The SecuredPath of one message from Fabrikam to Contoso."""
    from conftest import MESSAGE

    context = domainsec.JudgementContext(domainsec.Configuration.load(demo / "contoso" / "domainsec.toml"), **changes)
    transaction = domainsec.InboundTransaction(context, facts)
    transaction.mail_from(sender)
    for recipient in recipients:
        transaction.rcpt_to(recipient)
    verdict = transaction.finish(MESSAGE if message is None else message)
    assert verdict.path is not None, verdict
    return verdict.path


class Signer:
    """A key with its entry, ring, stamper and verifier."""

    def __init__(self, algorithm="ed25519", selector="s1", role=None, **options):
        self.private = domainsec.PrivateKey.generate(algorithm)
        self.key = domainsec.StampKey(self.private)
        self.domain = domainsec.DomainName("contoso.example")
        self.entry = domainsec.make_key_ring_entry(
            self.domain, selector, self.key, [domainsec.DomainName("edge1.contoso.example")]
        )
        self.ring = domainsec.KeyRing([self.entry])
        self.stamper = domainsec.Stamper(self.key, domain=self.domain, selector=selector, **options)
        self.verifier = domainsec.Verifier(self.ring, [self.domain])

    def stamped(self, message, path):
        result = self.stamper.stamp(message, path)
        assert result.problem is domainsec.StampingProblem.NONE
        return result.field + message
