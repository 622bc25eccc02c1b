// Fills a Crl from its DER (RFC 5280 §5.1).
#pragma once

#include "pki/der_reader.hpp"
#include "trust/crl.hpp"

namespace domainsec::inline v1::detail {

class CrlReader final {
  public:
    explicit CrlReader(Crl& crl) noexcept : crl_(crl) {}

    /// False when it is not a CertificateList.
    bool read();

  private:
    bool read_signed_part(ByteView content);
    bool read_head(DerReader& fields);
    bool read_dates(DerReader& fields);
    bool read_entries(ByteView content);
    bool read_entry(ByteView content);
    bool read_entry_extensions(ByteView content, Crl::Entry& entry);
    bool read_entry_issuer(ByteView value);
    bool read_extensions(ByteView list);
    void take_extension(std::string_view oid, bool critical, ByteView value);
    bool read_scope(ByteView value);
    bool read_scope_fields(DerReader& fields);

    Crl& crl_;
    std::uint32_t entry_issuer_ = 0;  ///< Holds for the entries that follow (RFC 5280 §5.3.3).
};

}  // namespace domainsec::inline v1::detail
