// One HTTP exchange, bounded in time and octets, to an address that was checked (RFC 9110).
#pragma once

#include <chrono>
#include <domainsec/trust/fetcher.hpp>
#include <string>

#include "trust/address_rules.hpp"
#include "trust/fetch_target.hpp"

namespace domainsec::inline v1::detail {

struct TransferOrder {
    const FetchTarget& target;
    bool is_ocsp = false;  ///< Then `query` is posted.
    ByteView query{};
    std::size_t max_octets = 0;
    std::chrono::milliseconds time{};  ///< For the whole exchange.
};

struct TransferAnswer {
    FetchResult result;          ///< `http_status` when it is another one than 200.
    long http_status = 0;        ///< 0: no answer came.
    std::string redirect;        ///< Where it points to; empty when nowhere.
    bool host_answered = false;  ///< So that the fault, if any, is the request's.
};

/// Makes the exchange. Follows no redirect.
TransferAnswer transfer(const TransferOrder& order, const HttpFetcherOptions& options,
                        const AddressRules& addresses);

}  // namespace domainsec::inline v1::detail
