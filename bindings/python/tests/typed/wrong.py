"""What the types forbid, a mistake on each line that says so; read by mypy, never run."""

import domainsec


def print_nothing() -> None: ...


def mistakes(edge: domainsec.Edge, facts: domainsec.SessionFacts, ring: domainsec.KeyRing) -> None:
    domainsec.Edge.load("domainsec.toml", password="secret")  # wrong: call-arg
    edge.begin(facts, log_id=4711)  # wrong: arg-type
    edge.begin("facts")  # wrong: arg-type
    edge.outgoing("From: a@b.example\r\n\r\n")  # wrong: arg-type
    edge.begin(facts).finish()  # wrong: call-arg
    edge.nonsense()  # wrong: attr-defined
    facts.chain = domainsec.Chain()  # wrong: misc
    domainsec.Verifier(ring, [1])  # wrong: list-item
    domainsec.Verifier(ring, [], limits=domainsec.StampLimits(stamps=3))  # wrong: call-arg
    domainsec.StampLimits(max_stamps="3")  # wrong: arg-type
    domainsec.StampLimits(3)  # wrong: call-arg
    domainsec.TlsOptions(events=print_nothing)  # wrong: arg-type
    edge.route("contoso.example").judge(facts).report.findings  # wrong: union-attr
    domainsec.DomainName("a.example") < 3  # wrong: operator
    domainsec.PolicyReason.NO_SUCH_REASON  # wrong: attr-defined
    domainsec.canonical_body(b"", domainsec.Status.PASS).decode().nothing  # wrong: attr-defined
    domainsec.no_such_name  # wrong: attr-defined
    domainsec.SessionFacts.clear_text(7)  # wrong: arg-type
