"""Records, answers and resolvers: maps, libunbound and Python's own."""

import pickle
import socket
import struct
import threading
from datetime import timedelta

import pytest

import domainsec
from domainsec import (
    DnsAnswer,
    DnsOutcome,
    DnsSecurity,
    DomainName,
    ErrorCode,
    FunctionResolver,
    MapResolver,
    MxRecord,
    Resolver,
    TlsaRecord,
    TxtRecord,
    UnboundOptions,
    UnboundResolver,
)

DIGEST = bytes(range(32))


def mx_answer(*exchanges):
    records = [MxRecord(name, preference) for preference, name in enumerate(exchanges)]
    return DnsAnswer(outcome="records", security="secure", records=records, ttl=timedelta(minutes=5))


class TestRecords:
    def test_fields_and_defaults(self):
        assert TxtRecord().text == ""
        record = TlsaRecord(usage=3, selector=1, matching_type=1, data=bytearray(DIGEST))
        assert record.data == DIGEST and isinstance(record.data, bytes)
        assert MxRecord("MX1.example.").exchange == DomainName("mx1.example")
        assert record.to_dict() == {"usage": 3, "selector": 1, "matching_type": 1, "data": DIGEST.hex()}

    def test_octets_of_a_stranger_survive(self):
        record = TxtRecord(text="v=\udcff")
        assert record.text == "v=\udcff"
        assert pickle.loads(pickle.dumps(record)) == record

    @pytest.mark.parametrize("field", ["usage", "selector", "matching_type"])
    def test_numbers_are_octets(self, field):
        for wrong in (256, -1, 2**70, "3", 1.5):
            with pytest.raises(TypeError):
                TlsaRecord(**{field: wrong})

    def test_preference_has_16_bits(self):
        assert MxRecord("mx.example", 65535).preference == 65535
        with pytest.raises(TypeError):
            MxRecord("mx.example", 65536)

    def test_mx_needs_a_host_name(self):
        with pytest.raises(TypeError):
            MxRecord("_mx.example")

    def test_records_are_equal_by_value_and_pickled(self):
        for record in (MxRecord("mx.example", 7), TlsaRecord(data=b"x"), TxtRecord(text="t")):
            assert pickle.loads(pickle.dumps(record)) == record
        assert MxRecord("mx.example") != TxtRecord()
        with pytest.raises(TypeError):
            hash(TxtRecord())

    def test_unknown_keyword_is_named(self):
        with pytest.raises(TypeError, match="there is no keyword usgae"):
            TlsaRecord(usgae=3)

    def test_answer_holds_records_and_says_how_sure_it_is(self):
        answer = mx_answer("mx1.example", "mx2.example")
        assert answer.is_secure and answer.ttl == timedelta(seconds=300)
        assert answer.outcome is DnsOutcome.RECORDS and answer.security is DnsSecurity.SECURE
        assert [str(record.exchange) for record in answer.records] == ["mx1.example", "mx2.example"]
        assert pickle.loads(pickle.dumps(answer)) == answer
        assert answer.to_dict()["records"][0] == {"preference": 0, "exchange": "mx1.example"}

    def test_empty_answer_is_a_failure(self):
        answer = DnsAnswer()
        assert answer.outcome is DnsOutcome.FAILURE and answer.security is DnsSecurity.INDETERMINATE
        assert not answer.is_secure

    def test_answer_refuses_what_is_no_record(self):
        for wrong in (["mx1.example"], [None], 3):
            with pytest.raises(TypeError):
                DnsAnswer(records=wrong)
        with pytest.raises(TypeError):
            DnsAnswer(outcome="recrods")
        with pytest.raises(ValueError):
            DnsAnswer(ttl=timedelta(milliseconds=1))

    def test_answer_is_generic_for_type_checkers(self):
        assert DnsAnswer[TxtRecord] is DnsAnswer


class TestTlsa:
    def test_owner_names(self):
        assert str(domainsec.tlsa_owner("mx1.contoso.example")) == "_25._tcp.mx1.contoso.example"
        assert str(domainsec.tlsa_owner("mx1.contoso.example", 465)) == "_465._tcp.mx1.contoso.example"
        assert str(domainsec.client_tlsa_owner("edge1.contoso.example")) == "_smtp-client.edge1.contoso.example"

    @pytest.mark.parametrize("port", [0, 65536])
    def test_port_out_of_range(self, port):
        with pytest.raises(domainsec.Error) as caught:
            domainsec.tlsa_owner("mx1.contoso.example", port)
        assert caught.value.code is ErrorCode.INVALID_ARGUMENT

    def test_zone_line(self):
        line = domainsec.tlsa_record("mx1.contoso.example", 25, 3, 1, 1, DIGEST)
        assert line == f"_25._tcp.mx1.contoso.example. IN TLSA 3 1 1 {DIGEST.hex()}"
        record = TlsaRecord(usage=3, selector=1, matching_type=1, data=DIGEST)
        assert domainsec.to_zone_line(domainsec.tlsa_owner("mx1.contoso.example"), record) == line

    def test_data_that_is_no_digest_is_refused(self):
        for matching_type, data in ((1, DIGEST[:-1]), (2, DIGEST), (1, b"")):
            with pytest.raises(domainsec.Error):
                domainsec.tlsa_record("mx1.contoso.example", 25, 3, 1, matching_type, data)


class TestMapResolver:
    def resolver(self):
        return MapResolver(
            mx_records={"fabrikam.example": [MxRecord("b.example", 20), MxRecord("a.example", 10)]},
            txt_records={DomainName.from_owner_name("_x.fabrikam.example"): [TxtRecord(text="hello")]},
            failing={"down.example"},
            bogus={"bogus.example"},
            insecure={"fabrikam.example"},
            null_mx={"silent.example"},
            ttl=timedelta(seconds=60),
        )

    def test_answers_as_a_resolver_on_the_network_would(self):
        resolver = self.resolver()
        answer = resolver.mx("fabrikam.example")
        assert [record.preference for record in answer.records] == [10, 20]
        assert answer.security is DnsSecurity.INSECURE and answer.ttl == timedelta(minutes=1)
        assert resolver.txt(DomainName.from_owner_name("_x.fabrikam.example")).is_secure
        assert resolver.tlsa("fabrikam.example").outcome is DnsOutcome.NO_DATA
        assert resolver.mx("other.example").outcome is DnsOutcome.NO_DOMAIN
        assert resolver.mx("down.example").outcome is DnsOutcome.FAILURE
        assert resolver.mx("bogus.example").security is DnsSecurity.BOGUS
        assert resolver.mx("silent.example").is_null_mx

    def test_attributes_are_copies(self):
        resolver = self.resolver()
        resolver.failing.clear()
        resolver.mx_records.clear()
        assert resolver.mx("down.example").outcome is DnsOutcome.FAILURE
        assert len(resolver.mx_records[DomainName("fabrikam.example")]) == 2

    def test_many_threads_ask_one_map(self):
        resolver, found = self.resolver(), []

        def ask():
            found.extend(len(resolver.mx("fabrikam.example").records) for _ in range(200))

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [2] * 1600


class TestFunctionResolver:
    def test_function_gets_type_and_owner(self):
        asked = []

        def answering(record_type, owner):
            asked.append((record_type, str(owner)))
            return mx_answer("mx1.example")

        assert FunctionResolver(answering).mx("fabrikam.example").records == [MxRecord("mx1.example")]
        assert asked == [("mx", "fabrikam.example")]

    def test_exception_is_a_temporary_failure_that_says_why(self):
        def answering(record_type, owner):
            raise OSError("no route\r\nto host")

        answer = FunctionResolver(answering).tlsa("fabrikam.example")
        assert answer.outcome is DnsOutcome.FAILURE and answer.security is DnsSecurity.INDETERMINATE
        assert answer.why == "resolver: OSError: no route\\x0d\\x0ato host"

    @pytest.mark.parametrize(
        "given",
        [
            None,
            "records",
            [],
            DnsAnswer(outcome="records"),
            DnsAnswer(outcome="no_data", records=[MxRecord("mx.example")]),
            DnsAnswer(outcome="records", records=[TxtRecord(text="not MX")]),
            DnsAnswer(outcome="no_data", ttl=timedelta(seconds=-1)),
        ],
    )
    def test_what_is_no_answer_is_a_failure(self, given):
        answer = FunctionResolver(lambda record_type, owner: given).mx("fabrikam.example")
        assert answer.outcome is DnsOutcome.FAILURE and answer.why and answer.records == []

    def test_records_of_a_bogus_answer_are_dropped(self):
        bogus = DnsAnswer(outcome="records", security="bogus", records=[MxRecord("mx.example")])
        assert FunctionResolver(lambda record_type, owner: bogus).mx("fabrikam.example").records == []

    def test_mx_records_are_sorted(self):
        mixed = DnsAnswer(outcome="records", records=[MxRecord("b.example", 9), MxRecord("a.example", 1)])
        answer = FunctionResolver(lambda record_type, owner: mixed).mx("fabrikam.example")
        assert [record.preference for record in answer.records] == [1, 9]

    def test_subclass_and_plain_object_by_their_methods(self):
        class Mine(Resolver):
            def mx(self, owner):
                return mx_answer("mine.example")

        class Plain:
            def txt(self, owner):
                return DnsAnswer(outcome="no_data")

            mx = tlsa = txt

        assert FunctionResolver(Mine()).mx("a.example").records == [MxRecord("mine.example")]
        assert FunctionResolver(Mine()).txt("a.example").outcome is DnsOutcome.FAILURE
        assert FunctionResolver(Plain()).tlsa("a.example").outcome is DnsOutcome.NO_DATA

    @pytest.mark.parametrize("wrong", [None, 5, "8.8.8.8"])
    def test_what_cannot_answer_is_a_type_error(self, wrong):
        with pytest.raises(TypeError, match="resolver"):
            FunctionResolver(wrong)

    def test_a_resolver_is_not_pickled(self):
        with pytest.raises(TypeError):
            pickle.dumps(MapResolver())


def serve_mx(connection):
    """One authoritative server on a UDP socket: an MX for whatever is asked, SOA-less and unsigned."""
    while True:
        try:
            query, client = connection.recvfrom(4096)
        except OSError:
            return
        end = query.index(b"\0", 12) + 5
        question = query[12:end]
        is_mx = question[-4:-2] == b"\0\x0f"
        record = b"\xc0\x0c\0\x0f\0\x01" + struct.pack(">IHH", 60, 2 + 15, 10) + b"\x03mx1\x04test\x04zone\0"
        header = query[:2] + b"\x84\0\0\x01" + struct.pack(">HHH", 1 if is_mx else 0, 0, 0)
        connection.sendto(header + question + (record if is_mx else b""), client)


class TestUnbound:
    def test_options_have_documented_defaults(self):
        options = UnboundOptions()
        assert options.timeout == timedelta(seconds=10)
        assert (options.max_records, options.max_txt_octets) == (100, 4096)
        assert pickle.loads(pickle.dumps(options)) == options

    @pytest.mark.parametrize(
        "field, value",
        [("timeout", timedelta(0)), ("timeout", timedelta(seconds=61)), ("max_records", 0), ("max_txt_octets", 63)],
    )
    def test_out_of_range_names_the_field(self, field, value):
        options = UnboundOptions(**{field: value})
        with pytest.raises(domainsec.Error, match=field):
            options.check()
        with pytest.raises(domainsec.Error, match=field):
            UnboundResolver(options)

    def test_missing_anchor_file_is_an_error(self, tmp_path):
        with pytest.raises(domainsec.Error) as caught:
            UnboundResolver(UnboundOptions(trust_anchor_files=[str(tmp_path / "none.key")]))
        assert caught.value.code is ErrorCode.UNREADABLE_FILE

    def test_server_that_is_not_there_is_a_failure(self):
        anchor = "example. IN DS 12345 13 2 " + "AB" * 32
        options = UnboundOptions(forwarders=["127.0.0.1@1"], trust_anchors=[anchor], timeout=timedelta(seconds=1))
        answer = UnboundResolver(options).mx("fabrikam.example")
        assert answer.outcome is DnsOutcome.FAILURE and answer.why

    def test_real_question_to_a_real_server(self):
        connection = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        connection.bind(("127.0.0.1", 0))
        server = threading.Thread(target=serve_mx, args=(connection,), daemon=True)
        server.start()
        anchor = "example. IN DS 12345 13 2 " + "AB" * 32
        stub = ("test", "127.0.0.1@%d" % connection.getsockname()[1])
        answer = UnboundResolver(UnboundOptions(stubs=[stub], trust_anchors=[anchor])).mx("fabrikam.test")
        connection.close()
        assert answer.outcome is DnsOutcome.RECORDS, answer.why
        assert answer.security is DnsSecurity.INDETERMINATE
        assert answer.records == [MxRecord("mx1.test.zone", 10)]
