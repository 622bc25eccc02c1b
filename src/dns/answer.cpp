// Follows aliases to the records asked for, and reads TXT (RFC 1035 §3.3.14), MX (§3.3.9, RFC 7505)
// and TLSA (RFC 6698 §2.1).
#include "dns/answer.hpp"

#include <algorithm>
#include <optional>

#include "dns/message_reader.hpp"

namespace domainsec::inline v1::detail {

namespace {

constexpr unsigned rcode_no_error = 0;
constexpr unsigned rcode_no_domain = 3;
constexpr std::uint32_t longest_ttl = 86400;  // A day; nothing in mail needs an older answer.
constexpr int max_aliases = 16;

// RFC 2181 §8: a TTL with the highest bit set counts as zero.
std::uint32_t bounded_ttl(std::uint32_t ttl) noexcept {
    return ttl > 0x7FFFFFFFU ? 0 : std::min(ttl, longest_ttl);
}

// The records of one type that the question ends at, and how long they hold.
struct Found {
    std::vector<const WireRecord*> records;
    std::uint32_t ttl = longest_ttl;
};

const WireRecord* alias_of(const WireMessage& message, const std::string& name) noexcept {
    for (const WireRecord& record : message.answer) {
        if (record.is(RecordType::cname) && record.owner == name) return &record;
    }
    return nullptr;
}

std::optional<Found> find_records(const WireMessage& message, ByteView octets,
                                  const DomainName& owner, RecordType type) {
    Found found;
    std::string name = owner.str();
    for (int aliases = 0; const WireRecord* alias = alias_of(message, name); ++aliases) {
        std::size_t offset = alias->rdata_offset;
        auto target = read_wire_name(octets, offset);
        if (!target || aliases == max_aliases) return std::nullopt;
        name = std::move(*target);
        found.ttl = std::min(found.ttl, bounded_ttl(alias->ttl));
    }
    for (const WireRecord& record : message.answer) {
        if (!record.is(type) || record.owner != name) continue;
        found.records.push_back(&record);
        found.ttl = std::min(found.ttl, bounded_ttl(record.ttl));
    }
    return found;
}

// RFC 2308 §5: what is not there stays so for the lesser of the SOA's TTL and its MINIMUM field.
std::uint32_t negative_ttl(const WireMessage& message, std::uint32_t alias_ttl) {
    for (const WireRecord& record : message.authority) {
        if (!record.is(RecordType::soa) || record.rdata.size() < 4) continue;
        const auto minimum = read_u32(record.rdata, record.rdata.size() - 4);
        return std::min({alias_ttl, bounded_ttl(record.ttl), bounded_ttl(*minimum)});
    }
    return 0;
}

template <typename Record>
DnsAnswer<Record> failed(DnsSecurity security, const std::string& why) {
    DnsAnswer<Record> answer;
    answer.security = security;
    answer.why = why;
    return answer;
}

// What all types have in common; `add` reads one record into the answer, or leaves it out.
template <typename Record, typename Add>
DnsAnswer<Record> to_answer(const RawReply& reply, const DomainName& owner, RecordType type,
                            const AnswerLimits& limits, Add add) {
    if (reply.security == DnsSecurity::bogus || !reply.has_message) {
        return failed<Record>(reply.security, reply.why);
    }
    const auto message = read_dns_message(reply.message);
    if (!message) return failed<Record>(reply.security, "The answer is not a DNS message.");
    const auto found = find_records(*message, reply.message, owner, type);
    if (!found) return failed<Record>(reply.security, "The answer is a chain of too many aliases.");

    DnsAnswer<Record> answer;
    answer.security = reply.security;
    if (message->rcode != rcode_no_error && message->rcode != rcode_no_domain) {
        answer.why = "The server answered with code " + std::to_string(message->rcode) + ".";
        return answer;
    }
    if (found->records.empty()) {
        const bool exists = message->rcode == rcode_no_error;
        answer.outcome = exists ? DnsOutcome::no_data : DnsOutcome::no_domain;
        answer.ttl = Seconds(negative_ttl(*message, found->ttl));
        return answer;
    }
    answer.ttl = Seconds(found->ttl);
    for (const WireRecord* record : found->records) {
        if (answer.records.size() >= limits.max_records) break;
        add(answer, *record);
    }
    if (!answer.records.empty()) {
        answer.outcome = DnsOutcome::records;
    } else {
        answer.why = "None of the records could be read.";
    }
    return answer;
}

// TXT-DATA = 1*( length octets )
std::optional<std::string> joined_strings(ByteView rdata, std::size_t max_octets) {
    if (rdata.empty()) return std::nullopt;
    std::string text;
    while (!rdata.empty()) {
        const std::size_t length = rdata[0];
        if (length > rdata.size() - 1) return std::nullopt;
        text += text_of(rdata.subspan(1, length));
        rdata = rdata.subspan(1 + length);
    }
    if (text.size() > max_octets) return std::nullopt;
    return text;
}

}  // namespace

DnsAnswer<TxtRecord> to_txt_answer(const RawReply& reply, const DomainName& owner,
                                   const AnswerLimits& limits) {
    const auto add = [&limits](DnsAnswer<TxtRecord>& answer, const WireRecord& record) {
        auto text = joined_strings(record.rdata, limits.max_txt_octets);
        if (text) answer.records.push_back({std::move(*text)});
    };
    return to_answer<TxtRecord>(reply, owner, RecordType::txt, limits, add);
}

DnsAnswer<MxRecord> to_mx_answer(const RawReply& reply, const DomainName& owner,
                                 const AnswerLimits& limits) {
    std::size_t null_records = 0;
    std::size_t all_records = 0;
    const ByteView octets = reply.message;
    const auto add = [&](DnsAnswer<MxRecord>& answer, const WireRecord& record) {
        ++all_records;
        const auto preference = read_u16(record.rdata, 0);
        std::size_t offset = record.rdata_offset + 2;
        const auto exchange = read_wire_name(octets, offset);
        if (!preference || !exchange) return;
        if (exchange->empty()) ++null_records;
        auto name = DomainName::from_string(*exchange);
        if (name) answer.records.push_back({*preference, std::move(*name)});
    };
    auto answer = to_answer<MxRecord>(reply, owner, RecordType::mx, limits, add);
    // RFC 7505 §3: only alone does the root as exchanger mean "no mail".
    if (null_records == 1 && all_records == 1) {
        answer.outcome = DnsOutcome::no_data;
        answer.is_null_mx = true;
        answer.why.clear();
    }
    std::stable_sort(
        answer.records.begin(), answer.records.end(),
        [](const MxRecord& a, const MxRecord& b) { return a.preference < b.preference; });
    return answer;
}

DnsAnswer<TlsaRecord> to_tlsa_answer(const RawReply& reply, const DomainName& owner,
                                     const AnswerLimits& limits) {
    const auto add = [](DnsAnswer<TlsaRecord>& answer, const WireRecord& record) {
        const ByteView rdata = record.rdata;
        if (rdata.size() < 4) return;
        answer.records.push_back(
            {rdata[0], rdata[1], rdata[2], Bytes(rdata.begin() + 3, rdata.end())});
    };
    return to_answer<TlsaRecord>(reply, owner, RecordType::tlsa, limits, add);
}

}  // namespace domainsec::inline v1::detail
