// Where DNS records come from: an interface, a map for tests and closed networks, and libunbound
// with DNSSEC.
#pragma once

#include <domainsec/dns/records.hpp>
#include <domainsec/export.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace domainsec::inline v1 {

/// Asks the DNS. Calls block until the answer or the time limit; no judgement ever calls one. Never
/// throws over what the network does: a failure is an answer. Implementations say whether they are
/// thread-safe.
class DOMAINSEC_EXPORT Resolver {
  public:
    virtual ~Resolver();
    virtual DnsAnswer<TxtRecord> txt(const DomainName& owner) = 0;
    virtual DnsAnswer<MxRecord> mx(const DomainName& owner) = 0;
    virtual DnsAnswer<TlsaRecord> tlsa(const DomainName& owner) = 0;
};

/// Answers from maps. What is in no map, nor above a name in one, is `no_domain`. All answers are
/// secure unless the name is in `insecure` or `bogus`. Thread-safe as long as nobody changes the
/// maps.
class DOMAINSEC_EXPORT MapResolver final : public Resolver {
  public:
    std::map<DomainName, std::vector<TxtRecord>> txt_records;
    std::map<DomainName, std::vector<MxRecord>> mx_records;
    std::map<DomainName, std::vector<TlsaRecord>> tlsa_records;
    std::set<DomainName> failing;   ///< Names whose look-up ends in `failure`.
    std::set<DomainName> insecure;  ///< Names whose answers are not signed.
    std::set<DomainName> bogus;     ///< Names whose answers do not validate.
    std::set<DomainName> null_mx;   ///< Domains that take no mail.
    Seconds ttl{300};               ///< Of every answer.

    ~MapResolver() override;
    DnsAnswer<TxtRecord> txt(const DomainName& owner) override;
    DnsAnswer<MxRecord> mx(const DomainName& owner) override;
    DnsAnswer<TlsaRecord> tlsa(const DomainName& owner) override;
};

/// How to ask: the root servers with the built-in root anchor of the system, or as given here.
struct DOMAINSEC_EXPORT UnboundOptions {
    /// Trust anchor files in zone-file form (DS or DNSKEY). Empty: the system's root anchor file.
    std::vector<std::string> trust_anchor_files;
    /// Trust anchors as single records, for example "example. IN DS 12345 13 2 ...".
    std::vector<std::string> trust_anchors;
    /// Resolvers to forward to, "192.0.2.1" or "192.0.2.1@5353". They need not validate; we do.
    /// Empty: ask the authoritative servers directly.
    std::vector<std::string> forwarders;
    /// Zones whose servers are known: zone name, then "192.0.2.1@5353". For closed networks and
    /// tests.
    std::vector<std::pair<std::string, std::string>> stubs;
    /// Longest time for one question, 1 to 60 s. A mail server's patience, and less than an SMTP
    /// time-out.
    Seconds timeout{10};
    /// Most records taken from one answer, 1 to 1000. A stranger writes his own zone.
    std::size_t max_records = 100;
    /// Most octets of one TXT record, 64 to 65535.
    std::size_t max_txt_octets = 4096;

    /// Throws Error(invalid_argument) that names the field which is out of range.
    void check() const;
};

/// libunbound with its own cache and DNSSEC validation. Thread-safe; questions of several threads
/// are under way at the same time. Starts no thread of its own: a thread that asks does the work,
/// and of several one does it for all. To be made after a fork by the process that asks. Switches
/// libunbound's log to the error stream off, for the whole process.
///
/// A name that no trust anchor covers is `indeterminate`. Records longer than the limits, or
/// malformed, are left out; if none is left the answer is a `failure`.
class DOMAINSEC_EXPORT UnboundResolver final : public Resolver {
  public:
    /// Throws Error(unreadable_file, invalid_argument or resource_unavailable) when it cannot be
    /// set up as asked. Asks nothing yet.
    explicit UnboundResolver(UnboundOptions options = {});
    ~UnboundResolver() override;
    UnboundResolver(const UnboundResolver&) = delete;
    UnboundResolver& operator=(const UnboundResolver&) = delete;

    DnsAnswer<TxtRecord> txt(const DomainName& owner) override;
    DnsAnswer<MxRecord> mx(const DomainName& owner) override;
    DnsAnswer<TlsaRecord> tlsa(const DomainName& owner) override;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace domainsec::inline v1
