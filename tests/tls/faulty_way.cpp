// One direction of a connection, with a fault in it.
#include "faulty_way.hpp"

#include <algorithm>
#include <array>

#include "exchange.hpp"

namespace domainsec::test {
namespace {

constexpr std::size_t header_octets = 5;

void append(Bytes& octets, ByteView more) {
    octets.insert(octets.end(), more.begin(), more.end());
}

/// A record like `like` with another content; its length is put right.
Bytes record_with(const Bytes& like, ByteView content) {
    Bytes record(like.begin(), like.begin() + 3);
    record.push_back(static_cast<std::uint8_t>(content.size() / 256));
    record.push_back(static_cast<std::uint8_t>(content.size() % 256));
    append(record, content);
    return record;
}

ByteView content_of(const Bytes& record) {
    return ByteView(record).subspan(header_octets);
}

}  // namespace

std::string_view to_string(FaultKind kind) noexcept {
    constexpr std::array<std::string_view, fault_kinds> names{"cut",
                                                              "cut inside",
                                                              "corrupt",
                                                              "corrupt header",
                                                              "noise",
                                                              "zeros",
                                                              "shorten",
                                                              "lengthen",
                                                              "drop",
                                                              "repeat",
                                                              "repeat all",
                                                              "swap",
                                                              "delay",
                                                              "split",
                                                              "join",
                                                              "replay",
                                                              "reflect",
                                                              "splice",
                                                              "insert foreign",
                                                              "insert record",
                                                              "insert clear text",
                                                              "insert alert",
                                                              "insert change_cipher_spec",
                                                              "insert empty record"};
    return names[static_cast<std::size_t>(kind)];
}

FaultyWay::FaultyWay(std::optional<Fault> fault, const std::vector<Bytes>& foreign)
    : fault_(fault), foreign_(foreign), random_(fault ? fault->seed : 0) {}

Bytes FaultyWay::carry(ByteView sent, const std::vector<Bytes>& opposite) {
    Bytes arrives;
    for (const Bytes& record : records_of(sent)) {
        sent_.push_back(record);
        if (ended_) continue;
        if (join_) {
            Bytes both(content_of(held_).begin(), content_of(held_).end());
            append(both, content_of(record));
            append(arrives, record_with(held_, both));
            join_ = false;
        } else if (fault_ && fault_->record + 1 == sent_.size()) {
            strike(record, opposite, arrives);
        } else {
            append(arrives, record);
            release_held(arrives);
        }
    }
    return arrives;
}

void FaultyWay::release_held(Bytes& arrives) {
    if (held_for_ == 0 || --held_for_ != 0) return;
    append(arrives, held_);
}

std::size_t FaultyWay::below(std::size_t limit) {
    return limit == 0 ? 0 : random_() % limit;
}

Bytes FaultyWay::random_octets(std::size_t count) {
    Bytes octets(count);
    for (std::uint8_t& octet : octets) octet = static_cast<std::uint8_t>(random_());
    return octets;
}

void FaultyWay::strike(const Bytes& record, const std::vector<Bytes>& opposite, Bytes& arrives) {
    if (fault_->kind <= FaultKind::lengthen)
        change(record, arrives);
    else if (fault_->kind <= FaultKind::join)
        move(record, arrives);
    else
        insert(record, opposite, arrives);
}

void FaultyWay::change(Bytes record, Bytes& arrives) {
    const auto content = content_of(record);
    switch (fault_->kind) {
        case FaultKind::cut:
            ended_ = true;
            return;
        case FaultKind::cut_inside:
            ended_ = true;
            return append(arrives, ByteView(record).first(below(record.size())));
        case FaultKind::corrupt:
            record[below(record.size())] ^= static_cast<std::uint8_t>(1U << below(8));
            break;
        case FaultKind::corrupt_header:
            record[below(header_octets)] = static_cast<std::uint8_t>(random_());
            break;
        case FaultKind::noise:
            record = record_with(record, random_octets(content.size()));
            break;
        case FaultKind::zeros:
            std::fill(record.begin() + header_octets, record.end(), std::uint8_t{0});
            break;
        case FaultKind::shorten:
            record = record_with(record, content.first(below(content.size())));
            break;
        default: {
            Bytes longer(content.begin(), content.end());
            append(longer, random_octets(below(200) + 1));
            record = record_with(record, longer);
        }
    }
    append(arrives, record);
}

void FaultyWay::move(const Bytes& record, Bytes& arrives) {
    const ByteView content = content_of(record);
    switch (fault_->kind) {
        case FaultKind::drop:
            return;
        case FaultKind::repeat:
            append(arrives, record);
            return append(arrives, record);
        case FaultKind::repeat_all:
            append(arrives, record);
            for (const Bytes& earlier : sent_) append(arrives, earlier);
            return;
        case FaultKind::split: {
            const std::size_t place = below(content.size());
            append(arrives, record_with(record, content.first(place)));
            return append(arrives, record_with(record, content.subspan(place)));
        }
        default:
            held_ = record;
            join_ = fault_->kind == FaultKind::join;
            if (!join_) held_for_ = fault_->kind == FaultKind::swap ? 1 : 2 + below(3);
    }
}

void FaultyWay::insert(const Bytes& record, const std::vector<Bytes>& opposite, Bytes& arrives) {
    constexpr std::array<std::array<std::uint8_t, 2>, 7> alerts{
        {{1, 0}, {1, 90}, {1, 100}, {1, 112}, {2, 0}, {2, 48}, {2, 50}}};
    const auto type = static_cast<std::uint8_t>(20 + below(5));
    switch (fault_->kind) {
        case FaultKind::replay:
            append(arrives, sent_[below(sent_.size())]);
            break;
        case FaultKind::reflect:
            if (!opposite.empty()) append(arrives, opposite[below(opposite.size())]);
            break;
        case FaultKind::splice:
            if (fault_->record < foreign_.size()) append(arrives, foreign_[fault_->record]);
            return;
        case FaultKind::insert_foreign:
            append(arrives, foreign_[below(foreign_.size())]);
            break;
        case FaultKind::insert_record:
            append(arrives, record_with({type, 3, 3}, random_octets(below(300))));
            break;
        case FaultKind::insert_clear_text:
            append(arrives, bytes_of("RSET\r\nMAIL FROM:<mallory@fabrikam.example>\r\n"));
            break;
        case FaultKind::insert_alert:
            append(arrives, record_with({21, 3, 3}, alerts[below(alerts.size())]));
            break;
        case FaultKind::insert_change_cipher_spec:
            append(arrives, Bytes{20, 3, 3, 0, 1, 1});
            break;
        default:
            append(arrives, Bytes{type, 3, 3, 0, 0});
    }
    append(arrives, record);
}

}  // namespace domainsec::test
