// DNS messages from strangers: no octets make the reader fail, and limits hold (RFC 1035 §4.1).
#include <cstdlib>

#include "dns/answer.hpp"

using namespace domainsec;
using namespace domainsec::detail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const DomainName owner = DomainName::from_string("a.example").value();
    const RawReply reply{true, Bytes(data, data + size), DnsSecurity::secure, {}};
    const AnswerLimits limits{3, 64};
    const auto txt = to_txt_answer(reply, owner, limits);
    const auto mx = to_mx_answer(reply, owner, limits);
    const auto tlsa = to_tlsa_answer(reply, owner, limits);
    for (const auto& record : txt.records) {
        if (record.text.size() > limits.max_txt_octets) std::abort();
    }
    const auto is_sound = [&limits](const auto& answer) {
        return answer.records.size() <= limits.max_records &&
               answer.records.empty() == (answer.outcome != DnsOutcome::records);
    };
    if (!is_sound(txt) || !is_sound(mx) || !is_sound(tlsa)) std::abort();
    return 0;
}
