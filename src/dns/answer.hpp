// From a DNS message and what the validator says of it to an answer. Internal.
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/dns/records.hpp>
#include <string>

namespace domainsec::inline v1::detail {

/// What came back for one question.
struct RawReply {
    bool has_message = false;  ///< False: no answer in time, or a server failure.
    Bytes message;             ///< In wire format (RFC 1035 §4.1).
    DnsSecurity security = DnsSecurity::indeterminate;
    std::string why;  ///< For bogus, or for no message. Escaped.
};

/// How much is taken from one answer.
struct AnswerLimits {
    std::size_t max_records = 100;
    std::size_t max_txt_octets = 4096;
};

DnsAnswer<TxtRecord> to_txt_answer(const RawReply& reply, const DomainName& owner,
                                   const AnswerLimits& limits);
DnsAnswer<MxRecord> to_mx_answer(const RawReply& reply, const DomainName& owner,
                                 const AnswerLimits& limits);
DnsAnswer<TlsaRecord> to_tlsa_answer(const RawReply& reply, const DomainName& owner,
                                     const AnswerLimits& limits);

}  // namespace domainsec::inline v1::detail
