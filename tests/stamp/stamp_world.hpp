// What the stamp tests share: one organization's key and keyring, one secured path, one message.
#pragma once

#include <domainsec/stamp/stamper.hpp>
#include <domainsec/stamp/verifier.hpp>
#include <initializer_list>
#include <string>
#include <string_view>

#include "policy/secured_path_builder.hpp"

namespace stamp_test {

using namespace domainsec;  // tests read like the code they test

DomainName domain(std::string_view text);
MailAddress address(std::string_view text);

/// 2026-11-24 00:31:25 UTC, the time in the design's example.
inline constexpr TimePoint stamped_at{Seconds{1'795'480'285}};

/// The Ed25519 key of RFC 8463 appendix A.2.
PrivateKey ed25519_key();

/// The same key for every call, of P-256.
PrivateKey p256_key();

/// A real-shaped message with CRLF line ends: folded fields, Received, white space at line ends.
std::string message();

/// The facts of a message from alice@fabrikam.example at edge1.contoso.example.
SecuredPathParts path_parts();
SecuredPath path();

StamperOptions stamper_options();
VerifyOptions at_delivery();

/// The keyring entry of a key as edge1 of contoso.example.
KeyRingEntry entry_for(const PrivateKey& key);

/// Stamps and gives the whole message with the stamp at its top.
std::string stamped(const std::string& message, const StamperOptions& options = stamper_options(),
                    const SecuredPath& path = stamp_test::path());

/// A verifier of contoso.example for stamps with ed25519_key().
Verifier verifier(VerifierOptions options = {});

/// Verifies at delivery time.
StampReport report_on(const std::string& message);

/// `text` with its first `from` replaced by `to`; a test error when there is none.
std::string replaced(std::string text, std::string_view from, std::string_view to);

/// The same with LF line ends.
std::string with_lf(std::string text);

/// A field with these tags, each given as "name=value", after replacing or removing some of a good
/// stamp's: "name=" alone keeps the tag with an empty value, "-name" removes it.
std::string edited_stamp(const std::string& stamped_message,
                         std::initializer_list<std::string_view> edits);

/// A message whose stamp has been edited as above and then signed anew with ed25519_key(): whatever
/// fails then fails for the edit, not for the signature.
std::string resigned(std::initializer_list<std::string_view> edits,
                     const std::string& original = message());

}  // namespace stamp_test
