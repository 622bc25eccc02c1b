// What a client may send once the handshake is complete, and what it may not: read by us, not by
// the engine, against the engine as the peer and against records made by hand (RFC 8446 §4.6.3,
// §5).
#include "tls/record_reader.hpp"

#include <botan/kdf.h>
#include <botan/tls_alert.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "engine_peer.hpp"
#include "exchange.hpp"

using namespace domainsec;
using namespace domainsec::test;
using detail::RecordReader;

namespace {

using Secret = Botan::secure_vector<std::uint8_t>;

enum : std::uint8_t { alert = 21, handshake = 22, application_data = 23 };

Secret expand(const Botan::TLS::Ciphersuite& suite, const Secret& secret, const std::string& label,
              std::size_t octets) {
    const std::string whole = "tls13 " + label;
    Bytes info{0, static_cast<std::uint8_t>(octets), static_cast<std::uint8_t>(whole.size())};
    info.insert(info.end(), whole.begin(), whole.end());
    info.push_back(0);
    return Botan::KDF::create_or_throw("HKDF-Expand(" + suite.prf_algo() + ")")
        ->derive_key(octets, secret, info, Bytes());
}

PeerBehaviour with(const Identity& identity) {
    PeerBehaviour behaviour;
    behaviour.identity = identity;
    return behaviour;
}

// A client's side of the record layer, as the RFC has it, that protects whatever it is told to.
class RecordWriter final {
  public:
    RecordWriter(const Botan::TLS::Ciphersuite& suite, Secret secret)
        : suite_(suite), secret_(std::move(secret)) {}

    Bytes write(std::uint8_t type, const Bytes& content, std::size_t padding = 0) {
        Secret protected_part(content.begin(), content.end());
        protected_part.push_back(type);
        protected_part.resize(protected_part.size() + padding);
        const std::size_t length = protected_part.size() + 16;
        Bytes record{application_data, 3, 3, static_cast<std::uint8_t>(length >> 8U),
                     static_cast<std::uint8_t>(length)};
        Secret nonce = expand(suite_, secret_, "iv", 12);
        nonce.back() ^= number_++;
        const auto cipher =
            Botan::AEAD_Mode::create_or_throw(suite_.cipher_algo(), Botan::Cipher_Dir::Encryption);
        cipher->set_key(expand(suite_, secret_, "key", suite_.cipher_keylen()));
        cipher->set_associated_data(record);
        cipher->start(nonce);
        cipher->finish(protected_part);
        record.insert(record.end(), protected_part.begin(), protected_part.end());
        return record;
    }

    void update_keys() {
        secret_ = expand(suite_, secret_, "traffic upd", secret_.size());
        number_ = 0;
    }

  private:
    Botan::TLS::Ciphersuite suite_;
    Secret secret_;
    std::uint8_t number_ = 0;
};

class Heard final : public Botan::TLS::Callbacks {
  public:
    Bytes plaintext;
    std::vector<std::string> alerts;
    bool closed = false;

    void tls_emit_data(std::span<const std::uint8_t>) override {}
    void tls_record_received(std::uint64_t, std::span<const std::uint8_t> data) override {
        plaintext.insert(plaintext.end(), data.begin(), data.end());
    }
    void tls_alert(Botan::TLS::Alert alert) override { alerts.push_back(alert.type_string()); }
    bool tls_peer_closed_connection() override { return closed = true; }
};

struct HandMade {
    explicit HandMade(const std::string& suite_name = "AES_256_GCM_SHA384")
        : suite(Botan::TLS::Ciphersuite::from_name(suite_name).value()),
          secret(suite.prf_algo() == "SHA-384" ? 48 : 32, 0x5A),
          writer(suite, secret),
          reader(suite, secret),
          engine(EnginePeer::server(with(server_identity()))) {}

    // What is thrown, or nothing.
    std::string read(const Bytes& wire) {
        try {
            reader.receive(wire, heard, engine.channel());
        } catch (const std::exception& thrown) {
            return thrown.what();
        }
        return {};
    }
    std::string text() const { return text_from(heard.plaintext); }

    Botan::TLS::Ciphersuite suite;
    Secret secret;
    RecordWriter writer;
    RecordReader reader;
    EnginePeer engine;
    Heard heard;
};

// A client that is the engine, and our server's session with it.
struct WithEngine {
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(with(client_identity()));

    WithEngine() { exchange(client, server); }

    void say(const std::string& text) { client.channel().send(text); }
    std::string heard() {
        exchange(client, server);
        return text_from(server.take_plaintext());
    }
    std::string alert_of_failure() const {
        return server.failure() ? server.failure()->alert : std::string("none");
    }
};

Bytes joined(const std::vector<Bytes>& parts) {
    Bytes all;
    for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(record_reader)

BOOST_DATA_TEST_CASE(reads_each_suite_padded_or_not,
                     boost::unit_test::data::make({"AES_256_GCM_SHA384", "AES_128_GCM_SHA256",
                                                   "CHACHA20_POLY1305_SHA256"}),
                     suite) {
    HandMade made(suite);
    BOOST_TEST(made.read(made.writer.write(application_data, octets_of("MAIL"))).empty());
    BOOST_TEST(made.read(made.writer.write(application_data, octets_of(" FROM"), 300)).empty());
    BOOST_TEST(made.read(made.writer.write(application_data, {})).empty());
    BOOST_TEST(made.read(made.writer.write(application_data, Bytes(16384, 'x'))).empty());
    BOOST_TEST(made.text() == "MAIL FROM" + std::string(16384, 'x'));
}

BOOST_AUTO_TEST_CASE(records_come_in_any_pieces) {
    HandMade made;
    const Bytes wire = joined({made.writer.write(application_data, octets_of("DA")),
                               made.writer.write(application_data, octets_of("TA")),
                               made.writer.write(application_data, octets_of("\r\n"))});
    for (const std::uint8_t octet : wire) BOOST_TEST(made.read({octet}).empty());
    BOOST_TEST(made.text() == "DATA\r\n");
    HandMade at_once;
    BOOST_TEST(at_once.read(wire).empty());
    BOOST_TEST(at_once.text() == "DATA\r\n");
}

BOOST_AUTO_TEST_CASE(key_update_changes_the_keys_even_in_pieces) {
    HandMade made;
    BOOST_TEST(made.read(made.writer.write(handshake, {24, 0, 0})).empty());
    BOOST_TEST(made.read(made.writer.write(handshake, {1, 0})).empty());
    made.writer.update_keys();
    BOOST_TEST(made.read(made.writer.write(application_data, octets_of("QUIT"))).empty());
    BOOST_TEST(made.text() == "QUIT");
}

BOOST_AUTO_TEST_CASE(keys_are_not_updated_often) {
    HandMade made;
    BOOST_TEST(made.read(made.writer.write(handshake, {24, 0, 0, 1, 0})).empty());
    made.writer.update_keys();
    BOOST_TEST(made.read(made.writer.write(handshake, {24, 0, 0, 1, 0})) ==
               "keys are updated too often");
}

BOOST_AUTO_TEST_CASE(what_may_not_come) {
    struct Case {
        std::uint8_t type;
        Bytes content;
        std::string said;
    };
    const std::vector<Case> cases{
        {0, {}, "a record has no type"},
        {0, {0, 0, 0}, "a record has no type"},
        {20, {1}, "a record of this type is not expected"},
        {handshake, {}, "a record of this type is not expected"},
        {99, {1}, "a record of this type is not expected"},
        {handshake, {4, 0, 0, 1, 0}, "a handshake message is not expected"},
        {handshake, {1}, "a handshake message is not expected"},
        {handshake, {24, 0, 0, 2, 0, 0}, "a key update has another length"},
        {handshake, {24, 0, 0, 1, 2}, "a key update asks strangely"},
        {handshake, {24, 0, 0, 1, 0, 24}, "something follows a key update"},
        {alert, {1, 40}, "an alert about an error is not fatal"},
        {application_data, Bytes(16385, 'x'), "a record holds too much"},
    };
    for (const Case& one : cases) {
        HandMade made;
        BOOST_TEST(made.read(made.writer.write(one.type, one.content)) == one.said);
        BOOST_TEST(made.heard.plaintext.empty());
    }
    for (const Bytes& content : {Bytes{}, Bytes{2}, Bytes{2, 40, 0}, Bytes{3, 40}}) {
        HandMade made;
        BOOST_TEST(!made.read(made.writer.write(alert, content)).empty());
    }
}

BOOST_AUTO_TEST_CASE(nothing_stands_within_a_handshake_message) {
    HandMade made;
    BOOST_TEST(made.read(made.writer.write(handshake, {24})).empty());
    BOOST_TEST(made.read(made.writer.write(application_data, octets_of("x"))) ==
               "a handshake message is not complete");
}

BOOST_AUTO_TEST_CASE(unprotected_and_impossible_records) {
    for (const std::uint8_t type : Bytes{20, 21, 22, 24, 0}) {
        HandMade made;
        BOOST_TEST(made.read({type, 3, 3, 0, 2, 1, 0}) == "a record is not protected");
    }
    HandMade short_one;
    BOOST_TEST(short_one.read(joined({{23, 3, 3, 0, 16}, Bytes(16)})) == "a record is too short");
    HandMade empty;
    BOOST_TEST(empty.read({23, 3, 3, 0, 0}) == "a record is too short");
    HandMade large;
    BOOST_TEST(large.read({23, 3, 3, 0x41, 0x01}) == "a record is too large");
}

BOOST_AUTO_TEST_CASE(a_changed_repeated_or_missing_record_does_not_authenticate) {
    const Bytes record = HandMade().writer.write(application_data, octets_of("250 ok"));
    for (std::size_t at = 0; at < record.size(); ++at) {
        if (at == 3 || at == 4) continue;  // The length: then the record is not complete.
        HandMade made;
        Bytes changed = record;
        changed[at] ^= 1U;
        BOOST_TEST(!made.read(changed).empty());
        BOOST_TEST(made.heard.plaintext.empty());
    }
    HandMade twice;
    BOOST_TEST(twice.read(record).empty());
    BOOST_TEST(!twice.read(record).empty());
    HandMade missing;
    missing.writer.write(application_data, octets_of("lost"));
    BOOST_TEST(!missing.read(missing.writer.write(application_data, octets_of("x"))).empty());
}

BOOST_AUTO_TEST_CASE(alerts_end_what_is_read) {
    HandMade made;
    BOOST_TEST(made.read(joined({made.writer.write(alert, {1, 90}),
                                 made.writer.write(application_data, octets_of("a")),
                                 made.writer.write(alert, {1, 0}),
                                 made.writer.write(application_data, octets_of("b"))}))
                   .empty());
    BOOST_TEST(made.heard.closed);
    BOOST_TEST(made.heard.alerts.size() == 2U);
    BOOST_TEST(made.text() == "a");
    HandMade fatal;
    BOOST_TEST(fatal.read(joined({fatal.writer.write(alert, {2, 40}), {1, 2, 3}})).empty());
    BOOST_TEST(!fatal.heard.closed);
    BOOST_TEST(fatal.heard.alerts.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_engine_as_client_updates_its_keys_and_is_answered) {
    WithEngine pair;
    pair.say("EHLO ");
    BOOST_TEST(pair.heard() == "EHLO ");
    pair.client.channel().update_traffic_keys(true);
    pair.say("fabrikam.example");
    BOOST_TEST(pair.heard() == "fabrikam.example");
    pair.server.send(octets_of("250 ok"));
    exchange(pair.client, pair.server);
    BOOST_TEST(text_from(pair.client.take_plaintext()) == "250 ok");
    BOOST_TEST(pair.client.thrown().empty());
}

BOOST_AUTO_TEST_CASE(the_engine_as_client_sends_behind_its_finished_and_closes) {
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(with(client_identity()));
    for (int round = 0; round < 4 && !client.is_established(); ++round) {
        carry(client, server);
        carry(server, client);
    }
    client.channel().send("EHLO fabrikam.example");
    client.channel().close();
    carry(client, server);
    BOOST_TEST(text_from(server.take_plaintext()) == "EHLO fabrikam.example");
    BOOST_TEST(to_string(server.state()) == "closed");
}

BOOST_AUTO_TEST_CASE(the_client_learns_that_its_record_was_changed) {
    WithEngine pair;
    pair.say("RCPT TO:<bob@contoso.example>");
    Bytes wire = pair.client.take_output();
    wire.back() ^= 1U;
    pair.server.receive(wire);
    BOOST_TEST(to_string(pair.server.state()) == "failed");
    BOOST_TEST(pair.server.take_plaintext().empty());
    BOOST_TEST(!pair.alert_of_failure().empty());
    carry(pair.server, pair.client);
    BOOST_TEST(!pair.client.channel().is_active());
}

BOOST_AUTO_TEST_SUITE_END()
