// Verifies DKIM-Signatures with OpenDKIM's library: opendkim_verify KEYS MESSAGE...; KEYS has lines
// of "selector._domainkey.domain record". Prints one word for each message.
// OpenDKIM's header needs C's word for bool.
#define _Bool bool
#include <opendkim/dkim.h>
#undef _Bool

#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <domainsec/message/message_view.hpp>

namespace {

unsigned char* octets(std::string_view text) {
    return reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
}

void require(bool done, const char* what) {
    if (!done) throw std::runtime_error(what);
}

class Library final {
  public:
    explicit Library(std::string keys)
        : keys_(std::move(keys)), library_(dkim_init(nullptr, nullptr)) {
        require(library_ != nullptr, "dkim_init failed");
        require(dkim_libfeature(library_, DKIM_FEATURE_ED25519), "this libopendkim has no Ed25519");
        auto method = DKIM_QUERY_FILE;
        set(DKIM_OPTS_QUERYMETHOD, &method, sizeof method);
        set(DKIM_OPTS_QUERYINFO, keys_.data(), keys_.size());
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
    ~Library() { dkim_close(library_); }

    std::string verdict_on(const std::string& text) const {
        const auto message = domainsec::MessageView::parse(text);
        DKIM_STAT status = DKIM_STAT_OK;
        DKIM* dkim = dkim_verify(library_, octets("test"), nullptr, &status);
        require(dkim != nullptr, "dkim_verify failed");
        for (const auto& field : message.fields()) {
            const auto raw = field.raw().substr(0, field.raw().size() - 2);
            require(dkim_header(dkim, octets(raw), raw.size()) == DKIM_STAT_OK,
                    "dkim_header failed");
        }
        status = dkim_eoh(dkim);
        if (status == DKIM_STAT_OK) {
            const auto body = message.body();
            require(dkim_body(dkim, octets(body), body.size()) == DKIM_STAT_OK, "dkim_body failed");
            status = dkim_eom(dkim, nullptr);
        }
        auto* signature = dkim_getsignature(dkim);
        const bool good = status == DKIM_STAT_OK && signature != nullptr &&
                          (dkim_sig_getflags(signature) & DKIM_SIGFLAG_PASSED) != 0 &&
                          dkim_sig_getbh(signature) == DKIM_SIGBH_MATCH;
        std::string verdict = good ? "pass" : dkim_getresultstr(status);
        dkim_free(dkim);
        return verdict;
    }

  private:
    void set(dkim_opts_t option, void* value, std::size_t size) {
        require(dkim_options(library_, DKIM_OP_SETOPT, option, value, size) == DKIM_STAT_OK,
                "dkim_options failed");
    }

    std::string keys_;
    DKIM_LIB* library_;
};

}  // namespace

int main(int argument_count, char** arguments) try {
    require(argument_count > 2, "usage: opendkim_verify KEYS MESSAGE...");
    const Library library(arguments[1]);
    for (int at = 2; at < argument_count; ++at) {
        std::ifstream file(arguments[at], std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        require(!text.empty(), "a message cannot be read");
        std::printf("%s\n", library.verdict_on(text).c_str());
    }
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "opendkim_verify: %s\n", error.what());
    return 1;
}
