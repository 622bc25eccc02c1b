"""Evidence gathered from Python: stores, fetchers, a real HTTP server, the cache on disk."""

import http.server
import os
import pickle
import threading
from datetime import timedelta

import pytest
from chains import NOW, World

import domainsec
from domainsec import (
    DnsAnswer,
    EvidenceCache,
    EvidenceCacheOptions,
    EvidenceFetcher,
    EvidenceLimits,
    EvidenceRequest,
    EvidenceStore,
    FetchReason,
    FetchResult,
    FunctionFetcher,
    HttpFetcher,
    HttpFetcherOptions,
    MxRecord,
    TxtRecord,
)

REQUEST = EvidenceRequest(kind="crl", locator="http://crl.example/a.crl")


@pytest.fixture(scope="module")
def world():
    return World(crl_uri=REQUEST.locator)


@pytest.fixture
def server(world):
    """Serves the list at /a.crl and counts what is asked."""

    class Handler(http.server.BaseHTTPRequestHandler):
        asked = []

        def do_GET(self):
            self.asked.append(self.path)
            content = world.crl() if self.path == "/a.crl" else b"nothing here"
            self.send_response(200 if self.path == "/a.crl" else 404)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        running.asked = Handler.asked
        yield running
        running.shutdown()
        thread.join()


def local(server, **changes):
    options = dict(allowed_networks=["127.0.0.0/8"], allowed_ports=[server.server_address[1]])
    return HttpFetcherOptions(**{**options, **changes})


def at(server, path):
    return EvidenceRequest(kind="crl", locator=f"http://127.0.0.1:{server.server_address[1]}{path}")


class TestStore:
    def test_filing_is_true_or_says_why_not(self, world):
        store = EvidenceStore()
        assert store.put_crl(world.crl()) and store.put(REQUEST, memoryview(world.crl()))
        for filing in (store.put_crl(b"garbage"), store.put_crl("http://a.example/", b""), store.put(REQUEST, b"\0")):
            assert not filing and filing.why and filing.filed is False

    def test_ocsp_answer_that_is_none(self):
        request = EvidenceRequest(kind="ocsp", locator="http://ocsp.example/", query=b"\x30\x00")
        assert not EvidenceStore().put_ocsp(request, b"\x30\x03\x0a\x01\x06", nonce=b"12345678")
        assert not EvidenceStore().put(EvidenceRequest(kind="mx", locator="a.example"), b"x")

    @pytest.mark.parametrize("wrong", ["text", None, 5, [1, 2]])
    def test_octets_only(self, wrong):
        with pytest.raises(TypeError):
            EvidenceStore().put_crl(wrong)

    def test_non_contiguous_buffers_are_refused(self, world):
        with pytest.raises(BufferError):
            EvidenceStore().put_crl(memoryview(world.crl())[::2])

    def test_dns_answers_count_until_their_ttl(self):
        store = EvidenceStore()
        answer = DnsAnswer(
            outcome="records", security="secure", records=[MxRecord("mx.example")], ttl=timedelta(hours=1)
        )
        store.put_mx("fabrikam.example", answer, NOW)
        assert store.snapshot().mx("fabrikam.example", NOW) == answer
        assert store.snapshot().mx("fabrikam.example", NOW + timedelta(hours=2)) is None

    def test_records_of_another_type_are_misuse(self):
        answer = DnsAnswer(outcome="records", records=[TxtRecord(text="x")])
        with pytest.raises(domainsec.Error):
            EvidenceStore().put_mx("fabrikam.example", answer)

    def test_limits(self):
        assert EvidenceLimits().max_entries == 10_000
        with pytest.raises(domainsec.Error, match="max_entries"):
            EvidenceStore(EvidenceLimits(max_entries=0))

    def test_request_is_a_value(self):
        assert pickle.loads(pickle.dumps(REQUEST)) == REQUEST
        assert REQUEST.to_dict() == {"kind": "crl", "locator": REQUEST.locator, "query": ""}
        assert EvidenceRequest(locator="http://\udcff/").locator == "http://\udcff/"


class TestFetchers:
    def test_real_list_from_a_real_server(self, world, server):
        result = HttpFetcher(local(server)).fetch(at(server, "/a.crl"))
        assert result.passed and result.reason is FetchReason.NONE, result.text
        assert EvidenceStore().put(at(server, "/a.crl"), result.content)
        assert server.asked == ["/a.crl"]

    def test_status_404_is_a_verdict(self, server):
        result = HttpFetcher(local(server)).fetch(at(server, "/b.crl"))
        assert (result.status, result.reason) == ("temperror", "http_status")

    def test_private_addresses_are_forbidden_by_default(self, server):
        result = HttpFetcher(HttpFetcherOptions(allowed_ports=[server.server_address[1]])).fetch(at(server, "/a.crl"))
        assert (result.status, result.reason) == ("policy", "forbidden_address")
        assert HttpFetcher().fetch(at(server, "/a.crl")).reason is FetchReason.FORBIDDEN_PORT
        assert server.asked == []

    def test_repetition_is_held_back_by_the_given_clock(self, server):
        moment = [NOW]
        fetcher = HttpFetcher(local(server), clock=lambda: moment[0])
        assert fetcher.fetch(at(server, "/a.crl")).passed
        held = fetcher.fetch(at(server, "/a.crl"))
        assert held.reason is FetchReason.HELD_BACK and held.retry_at == NOW + timedelta(seconds=30)
        moment[0] += timedelta(minutes=1)
        assert fetcher.fetch(at(server, "/a.crl")).passed

    def test_clock_that_raises_is_replaced_and_told(self, server, monkeypatch):
        told = []
        monkeypatch.setattr("sys.unraisablehook", lambda raised: told.append(str(raised.exc_value)))

        def clock():
            raise OverflowError("no such time")

        assert HttpFetcher(local(server), clock=clock).fetch(at(server, "/a.crl")).passed
        assert "no such time" in told

    @pytest.mark.parametrize(
        "locator", ["", "ftp://a.example/", "http://u@a.example/", "http://\udcff/", "http://a\0b/"]
    )
    def test_hostile_locators(self, locator):
        assert HttpFetcher().fetch(EvidenceRequest(kind="crl", locator=locator)).reason is FetchReason.BAD_LOCATOR

    @pytest.mark.parametrize("field, value", [("max_redirects", 11), ("max_transfers", 0), ("allowed_networks", ["x"])])
    def test_options_out_of_range(self, field, value):
        with pytest.raises(domainsec.Error, match=field):
            HttpFetcher(HttpFetcherOptions(**{field: value}))

    def test_exception_of_a_function_is_temporary(self):
        def fetching(request):
            raise TimeoutError("too slow\n")

        result = FunctionFetcher(fetching).fetch(REQUEST)
        assert (result.status, result.reason) == ("temperror", "unreachable")
        assert result.text == "fetcher: TimeoutError: too slow\\x0a"

    @pytest.mark.parametrize("given", [None, b"content", DnsAnswer()])
    def test_what_is_no_result_is_temporary(self, given):
        assert FunctionFetcher(lambda request: given).fetch(REQUEST).status == "temperror"

    def test_base_class_says_that_it_does_not_know(self):
        assert EvidenceFetcher().fetch(REQUEST).reason is FetchReason.UNSUPPORTED_KIND
        with pytest.raises(TypeError, match="fetcher"):
            FunctionFetcher(3)


class TestCache:
    def test_asked_fetched_listed_and_loaded(self, world, tmp_path):
        class Fetcher(EvidenceFetcher):
            def fetch(self, request):
                return FetchResult(status="pass", content=world.crl())

        cache = EvidenceCache(tmp_path / "cache")
        assert cache.ask([REQUEST], now=NOW) == 1
        assert [entry.state for entry in cache.list(now=NOW).entries] == ["wanted"]
        report = cache.refresh(Fetcher(), now=NOW)
        assert report.all_passed and [fetch.request for fetch in report.fetches] == [REQUEST]
        assert pickle.loads(pickle.dumps(report)) == report
        entry = cache.list(now=NOW).entries[0]
        assert entry.state is domainsec.CacheState.CURRENT and entry.fetched_at == NOW and entry.octets > 0
        assert entry.next_update == NOW + timedelta(days=7)
        store = EvidenceStore()
        assert cache.load_into(store).loaded == 1
        validator = domainsec.ChainValidator(world.policy(), "client")
        assert validator.judge(world.chain, store.snapshot(), now=NOW).passed

    def test_refresh_over_http(self, world, server, tmp_path):
        cache = EvidenceCache(str(tmp_path / "cache"))
        cache.ask([at(server, "/a.crl"), at(server, "/b.crl")], now=NOW)
        report = cache.refresh(HttpFetcher(local(server)), now=NOW)
        assert sorted(fetch.reason for fetch in report.fetches) == ["http_status", "none"]
        assert not report.all_passed

    def test_fetcher_that_raises_leaves_what_is_held(self, world, tmp_path):
        cache = EvidenceCache(tmp_path / "cache")
        assert cache.put(REQUEST, world.crl(), now=NOW)
        report = cache.refresh(lambda request: 1 / 0, now=NOW + timedelta(days=6))
        assert "ZeroDivisionError" in report.fetches[0].text
        assert cache.list(now=NOW).entries[0].fetched_at == NOW

    def test_stop_ends_the_refresh_and_what_it_raises_is_raised(self, tmp_path):
        cache = EvidenceCache(tmp_path / "cache")
        cache.ask([REQUEST], now=NOW)
        asked = []
        assert cache.refresh(asked.append, now=NOW, stop=lambda: True).fetches == [] == asked

        def stop():
            raise KeyError("stop")

        with pytest.raises(KeyError, match="stop"):
            cache.refresh(asked.append, now=NOW, stop=stop)
        for wrong in (dict(fetcher=None), dict(fetcher=print, stop=5)):
            with pytest.raises(TypeError):
                cache.refresh(**wrong)

    def test_garbage_is_not_filed(self, tmp_path):
        filing = EvidenceCache(tmp_path / "cache").put(REQUEST, b"garbage")
        assert not filing and filing.why

    def test_directory_that_others_may_write_is_refused(self, tmp_path):
        (tmp_path / "loose").mkdir()
        os.chmod(tmp_path / "loose", 0o777)
        with pytest.raises(domainsec.Error) as caught:
            EvidenceCache(tmp_path / "loose")
        assert caught.value.code is domainsec.ErrorCode.UNREADABLE_FILE
        with pytest.raises(domainsec.Error, match="max_entries"):
            EvidenceCache(tmp_path / "cache", EvidenceCacheOptions(max_entries=0))
