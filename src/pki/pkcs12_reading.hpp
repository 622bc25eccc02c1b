// read_pkcs12() with another bound on its work than that for everybody.
#pragma once

#include <domainsec/pki/pkcs12.hpp>

#include "pki/pkcs12_encryption.hpp"

namespace domainsec::inline v1::detail {

Pkcs12Contents read_pkcs12_within(Pkcs12Work work, ByteView file, std::string_view passphrase,
                                  const Pkcs12ReadOptions& options);

}  // namespace domainsec::inline v1::detail
