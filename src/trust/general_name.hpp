// GeneralName and lists of them (RFC 5280 §4.2.1.6), as views into the certificate.
#pragma once

#include <domainsec/bytes.hpp>
#include <optional>
#include <vector>

namespace domainsec::inline v1::detail {

enum class NameForm : std::uint8_t {
    other_name = 0,
    email = 1,
    dns = 2,
    x400_address = 3,
    directory = 4,
    edi_party = 5,
    uri = 6,
    ip = 7,
    registered_id = 8,
};

/// For `directory` the value is the DER of the Name; otherwise the content octets.
struct GeneralName {
    NameForm form = NameForm::other_name;
    ByteView value;
};

/// One name, whole element. Nothing when it is none of the forms.
std::optional<GeneralName> read_general_name(ByteView element);

/// The names in the content of a GeneralNames sequence. Nothing when one cannot be read.
std::optional<std::vector<GeneralName>> read_general_names(ByteView content);

}  // namespace domainsec::inline v1::detail
