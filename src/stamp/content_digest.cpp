// Walks through a message's parts line by line and hashes them in the order in which they stand.
#include "stamp/content_digest.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "message/ascii.hpp"
#include "message/canonical_header.hpp"
#include "message/message_parser.hpp"
#include "message/mime_fields.hpp"
#include "message/mime_lines.hpp"
#include "message/transfer_decoder.hpp"
#include "stamp/content_hash.hpp"
#include "stamp/message_digests.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::string_view content_separation{"domainsec content v1\0", 21};
constexpr std::size_t max_part_header = std::size_t{64} * 1024;
constexpr std::size_t max_depth = 10;
constexpr std::size_t max_parts = 1000;

void add_size(std::string& text, std::size_t size) {
    for (int shift = 24; shift >= 0; shift -= 8)
        text += static_cast<char>(static_cast<std::uint8_t>(size >> shift));
}

// The multipart whose parts are being read, or, when it is closed, whose epilogue.
struct OpenMultipart {
    std::string delimiter;  // with the two hyphens in front
    bool is_digest = false;
    bool has_part = false;
    bool closed = false;
};

}  // namespace

class ContentDigester::Impl final {
  public:
    explicit Impl(const MessageView& header) {
        hash_(content_separation);
        refuse(message_fields_problem(header));
        hash_fields(header, true);
        begin_entity(header);
    }

    void update(std::string_view octets) {
        if (!problem_.empty()) return;
        lines_.update(octets, [this](std::string_view line) { take_line(line); });
        refuse(lines_.problem());
    }

    std::optional<Sha256Digest> finish() {
        const bool line_ended = lines_.finish([this](std::string_view line) { take_line(line); });
        refuse(lines_.problem());
        if (problem_.empty()) end_of_message(line_ended);
        if (!problem_.empty()) return std::nullopt;
        return hash_.finish();
    }

    std::string_view problem() const noexcept { return problem_; }

  private:
    enum class State {
        content,      // of a part, a preamble or an epilogue
        part_header,  // of the next part
    };

    void refuse(std::string_view problem) noexcept {
        if (problem_.empty()) problem_ = problem;
    }

    void take_line(std::string_view line) {
        if (!problem_.empty()) return;
        if (line.starts_with("--") && take_delimiter(line)) return;
        if (state_ == State::part_header) return take_header_line(line);
        if (!decoder_.line(line, content_)) refuse("a part is not encoded as it says");
    }

    // True when the line is a delimiter of an open multipart, or could be taken for one.
    bool take_delimiter(std::string_view line) {
        const auto open = std::find_if(open_.begin(), open_.end(), [&](const auto& multipart) {
            return line.starts_with(multipart.delimiter);
        });
        if (open == open_.end()) return false;
        auto rest = line.substr(open->delimiter.size());
        const bool closes = rest.starts_with("--");
        if (closes) rest.remove_prefix(2);
        if (!std::all_of(rest.begin(), rest.end(), is_wsp)) {
            refuse("a line is nearly a delimiter");
        } else if (state_ == State::part_header) {
            refuse("a part's header has no end");
        } else if (open->closed) {
            refuse("a multipart goes on behind its end");
        } else {
            end_part(static_cast<std::size_t>(open - open_.begin()) + 1, closes);
        }
        return true;
    }

    // At a delimiter of the multipart that lies `depth` deep.
    void end_part(std::size_t depth, bool closes) {
        end_content(false);
        leave_closed();
        if (open_.size() != depth) return refuse("a multipart inside another has no end");
        if (closes) {
            close_multipart();
        } else {
            begin_part();
        }
    }

    // Those whose epilogue has just ended.
    void leave_closed() {
        while (!open_.empty() && open_.back().closed) open_.pop_back();
    }

    void close_multipart() {
        if (!open_.back().has_part) return refuse("a multipart has no part");
        open_.back().closed = true;
        mark_ = 'C';
        begin_content(TransferEncoding::identity, true);
    }

    void begin_part() {
        if (++parts_ > max_parts) return refuse("it has over 1000 parts");
        open_.back().has_part = true;
        state_ = State::part_header;
        part_header_.clear();
    }

    void take_header_line(std::string_view line) {
        if (part_header_.size() + line.size() > max_part_header)
            return refuse("a part's header is over 64 KiB");
        part_header_.append(line).append("\r\n");
        if (!line.empty()) return;
        state_ = State::content;
        const auto header = MessageParser::parse(part_header_, {}, BodyScan::later);
        // A part may have no field at all (RFC 2046 §5.1).
        if (header.defect() != MessageDefect::none && part_header_.size() > 2)
            return refuse("a part's header is malformed");
        refuse(part_fields_problem(header));
        hash_fields(header, false);
        begin_entity(header);
    }

    void begin_entity(const MessageView& header) {
        const auto* field = header.last("content-type");
        if (field == nullptr && !open_.empty() && open_.back().is_digest)
            return refuse("a part of a multipart/digest has no type");
        const auto type = field == nullptr ? MimeType{} : mime_type_from_string(field->value());
        if (!type) return refuse("a Content-Type cannot be read without a guess");
        const auto encoding = transfer_encoding_of(header);
        if (encoding == TransferEncoding::unknown)
            return refuse("a Content-Transfer-Encoding is not known");
        begin_body(*type, encoding);
    }

    void begin_body(const MimeType& type, TransferEncoding encoding) {
        const bool composite = type.is("multipart") || type.is("message");
        if (composite && encoding != TransferEncoding::identity)
            return refuse("a multipart or a message in it is encoded as a whole");
        if (type.is("message") && (type.subtype == "partial" || type.subtype == "external-body"))
            return refuse("it refers to content elsewhere");
        if (type.is("multipart")) return open_multipart(type);
        if (type.is("text") && !has_ascii_line_ends(type.charset.value_or("us-ascii")))
            return refuse("a text's charset is not one with plain line ends");
        mark_ = 'L';
        begin_content(encoding, type.is("text"));
    }

    void open_multipart(const MimeType& type) {
        if (!type.boundary || !is_boundary(*type.boundary))
            return refuse("a multipart's boundary is missing or malformed");
        if (open_.size() == max_depth) return refuse("multiparts nest deeper than 10");
        const auto delimiter = "--" + *type.boundary;
        const bool alike = std::any_of(open_.begin(), open_.end(), [&](const auto& open) {
            return open.delimiter.starts_with(delimiter) || delimiter.starts_with(open.delimiter);
        });
        if (alike) return refuse("a boundary begins as another one does");
        open_.push_back({delimiter, type.subtype == "digest"});
        mark_ = 'P';
        begin_content(TransferEncoding::identity, true);
    }

    void begin_content(TransferEncoding encoding, bool is_text) {
        state_ = State::content;
        decoder_ = TransferDecoder(encoding);
        content_.begin(is_text);
    }

    void end_content(bool line_ended) {
        if (!decoder_.finish(line_ended, content_))
            return refuse("a part is not encoded as it says");
        const auto digest = content_.finish();
        if (!digest) return refuse("a text holds a CR alone or a NUL");
        hash_({&mark_, 1});
        hash_({reinterpret_cast<const char*>(digest->data()), digest->size()});
    }

    void end_of_message(bool line_ended) {
        if (state_ == State::part_header) return refuse("a part's header has no end");
        end_content(line_ended);
        leave_closed();
        if (!open_.empty()) refuse("a multipart has no end");
    }

    // Of the message itself only the fields that tell of its content: the others are in h=.
    void hash_fields(const MessageView& header, bool is_message) {
        std::string fields;
        std::size_t count = 0;
        for (const auto& field : header.fields()) {
            if (field.is("content-transfer-encoding")) continue;
            if (is_message && !ascii_begins(field.name(), "content-")) continue;
            std::string canonical;
            append_canonical_field(canonical, field, Canonicalization::relaxed);
            add_size(fields, canonical.size());
            fields += canonical;
            ++count;
        }
        std::string head = "E";
        add_size(head, count);
        hash_(head);
        hash_(fields);
    }

    Sha256 hash_;
    ContentHash content_;
    TransferDecoder decoder_{TransferEncoding::identity};
    State state_ = State::content;
    char mark_ = 'L';  // of the content that is being read
    std::vector<OpenMultipart> open_;
    std::string part_header_;
    MimeLines lines_;
    std::size_t parts_ = 0;
    std::string_view problem_;
};

ContentDigester::ContentDigester(const MessageView& header)
    : impl_(std::make_unique<Impl>(header)) {}
ContentDigester::ContentDigester(ContentDigester&&) noexcept = default;
ContentDigester& ContentDigester::operator=(ContentDigester&&) noexcept = default;
ContentDigester::~ContentDigester() = default;

void ContentDigester::update(std::string_view body) {
    impl_->update(body);
}

std::optional<Sha256Digest> ContentDigester::finish() {
    return impl_->finish();
}

std::string_view ContentDigester::problem() const noexcept {
    return impl_->problem();
}

}  // namespace domainsec::inline v1::detail
