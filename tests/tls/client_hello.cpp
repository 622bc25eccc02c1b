// A ClientHello taken apart, to be put together wrongly.
#include "client_hello.hpp"

#include <algorithm>
#include <stdexcept>

namespace domainsec::test {
namespace {

constexpr std::size_t headers = 5 + 4;
constexpr std::size_t start_octets = 2 + 32;

void append(Bytes& octets, ByteView more) {
    octets.insert(octets.end(), more.begin(), more.end());
}

Bytes take(ByteView& rest, std::size_t count) {
    if (count > rest.size()) throw std::out_of_range("no ClientHello");
    Bytes taken(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(count));
    rest = rest.subspan(count);
    return taken;
}

Bytes take_counted(ByteView& rest, std::size_t width) {
    std::size_t count = 0;
    for (const std::uint8_t octet : take(rest, width)) count = count * 256 + octet;
    return take(rest, count);
}

}  // namespace

Bytes counted(ByteView octets, std::size_t width) {
    Bytes all;
    for (std::size_t place = width; place > 0; --place)
        all.push_back(static_cast<std::uint8_t>(octets.size() >> (8 * (place - 1))));
    append(all, octets);
    return all;
}

Bytes handshake_records(std::uint8_t type, ByteView content, std::size_t octets_in_each) {
    Bytes message{type};
    append(message, counted(content, 3));
    Bytes records;
    for (ByteView rest = message; !rest.empty();) {
        const ByteView piece = rest.first(std::min(octets_in_each, rest.size()));
        append(records, Bytes{22, 3, 1});
        append(records, counted(piece, 2));
        rest = rest.subspan(piece.size());
    }
    return records;
}

ClientHello ClientHello::read(ByteView record) {
    ClientHello hello;
    ByteView rest = record;
    take(rest, headers);
    hello.start_ = take(rest, start_octets);
    hello.session_id = take_counted(rest, 1);
    hello.suites = take_counted(rest, 2);
    hello.compression = take_counted(rest, 1);
    const Bytes block = take_counted(rest, 2);
    for (ByteView left = block; !left.empty();) {
        const Bytes code = take(left, 2);
        hello.extensions.emplace_back(static_cast<std::uint16_t>(code[0] * 256 + code[1]),
                                      take_counted(left, 2));
    }
    return hello;
}

Bytes ClientHello::records(std::size_t octets_in_each) const {
    Bytes content = start_;
    append(content, counted(session_id, 1));
    append(content, counted(suites, 2));
    append(content, counted(compression, 1));
    Bytes block;
    for (const auto& [code, octets] : extensions) {
        append(block,
               Bytes{static_cast<std::uint8_t>(code / 256), static_cast<std::uint8_t>(code % 256)});
        append(block, counted(octets, 2));
    }
    append(content, counted(block, 2));
    return handshake_records(1, content, octets_in_each);
}

Bytes& ClientHello::extension(std::uint16_t code) {
    const auto found = std::find_if(extensions.begin(), extensions.end(),
                                    [code](const auto& entry) { return entry.first == code; });
    if (found != extensions.end()) return found->second;
    return extensions.emplace_back(code, Bytes()).second;
}

void ClientHello::remove(std::uint16_t code) {
    std::erase_if(extensions, [code](const auto& entry) { return entry.first == code; });
}

}  // namespace domainsec::test
