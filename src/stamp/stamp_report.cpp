// The words of a verdict on a stamp.
#include <domainsec/stamp/stamp_report.hpp>

namespace domainsec::inline v1 {

std::string_view to_string(StampReason reason) noexcept {
    switch (reason) {
        case StampReason::none:
            return "none";
        case StampReason::no_stamp:
            return "no_stamp";
        case StampReason::not_ours:
            return "not_ours";
        case StampReason::malformed_message:
            return "malformed_message";
        case StampReason::malformed_stamp:
            return "malformed_stamp";
        case StampReason::several_stamps:
            return "several_stamps";
        case StampReason::unknown_version:
            return "unknown_version";
        case StampReason::unknown_key:
            return "unknown_key";
        case StampReason::algorithm_mismatch:
            return "algorithm_mismatch";
        case StampReason::edge_not_allowed:
            return "edge_not_allowed";
        case StampReason::from_not_covered:
            return "from_not_covered";
        case StampReason::role_not_allowed:
            return "role_not_allowed";
        case StampReason::key_compromised:
            return "key_compromised";
        case StampReason::key_not_valid:
            return "key_not_valid";
        case StampReason::not_in_log:
            return "not_in_log";
        case StampReason::body_hash_mismatch:
            return "body_hash_mismatch";
        case StampReason::encoding_mismatch:
            return "encoding_mismatch";
        case StampReason::signature_mismatch:
            return "signature_mismatch";
        case StampReason::several_authors:
            return "several_authors";
        case StampReason::expired:
            return "expired";
        case StampReason::reencoded:
            return "reencoded";
        case StampReason::from_future:
            return "from_future";
        case StampReason::key_unavailable:
            return "key_unavailable";
        case StampReason::unbound_recipient:
            return "unbound_recipient";
    }
    return "unknown";
}

std::string_view to_string(RecipientBinding binding) noexcept {
    switch (binding) {
        case RecipientBinding::unknown:
            return "unknown";
        case RecipientBinding::bound:
            return "bound";
        case RecipientBinding::unbound:
            return "unbound";
    }
    return "unknown";
}

}  // namespace domainsec::inline v1
