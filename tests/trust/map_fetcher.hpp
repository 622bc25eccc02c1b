// A fetcher without a network: answers from a map, counts, and fails where it is told to.
#pragma once

#include <domainsec/trust/fetcher.hpp>
#include <map>
#include <string>
#include <vector>

namespace domainsec::test {

class MapFetcher final : public EvidenceFetcher {
  public:
    FetchResult fetch(const EvidenceRequest& request) override {
        asked.push_back(request.locator);
        FetchResult result;
        const auto found = contents.find(request.locator);
        if (found == contents.end()) {
            result.status = Status::temperror;
            result.reason = FetchReason::unreachable;
            result.text = "nobody there";
            return result;
        }
        result.status = Status::pass;
        result.content = found->second;
        return result;
    }

    std::map<std::string, Bytes> contents;
    std::vector<std::string> asked;
};

}  // namespace domainsec::test
