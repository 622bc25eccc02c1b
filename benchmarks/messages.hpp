// Real-shaped messages of any size: folded fields, several Received, MIME parts, white space at
// line ends, lines of all lengths. The same each time.
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace domainsec_benchmark {

inline std::string message_header() {
    return "Received: from mx1.fabrikam.example (mx1.fabrikam.example [192.0.2.7])\r\n"
           "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n"
           "\t key-exchange X25519MLKEM768 server-signature ECDSA (P-256))\r\n"
           "\tby edge1.contoso.example with ESMTPS id 4F2A1B7C9D\r\n"
           "\tfor <bob@contoso.example>; Tue, 24 Nov 2026 00:31:24 +0000 (UTC)\r\n"
           "Received: from localhost (localhost [127.0.0.1])\r\n"
           "\tby mx1.fabrikam.example (Postfix) with ESMTP id 7D1C0A2B33\r\n"
           "\tfor <bob@contoso.example>; Tue, 24 Nov 2026 00:31:22 +0000 (UTC)\r\n"
           "Received: from workstation7.fabrikam.example (workstation7.fabrikam.example\r\n"
           "\t[198.51.100.23]) by mx1.fabrikam.example (Postfix) with ESMTPSA id 5A3B9C\r\n"
           "\tfor <bob@contoso.example>; Tue, 24 Nov 2026 00:31:20 +0000 (UTC)\r\n"
           "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=fabrikam.example; s=mail;\r\n"
           "\tt=1795480280; bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
           "\th=From:To:Cc:Subject:Date:References:In-Reply-To:Message-ID;\r\n"
           "\tb=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZVoG4ZHRNiYzR\r\n"
           "\t AaLqkKlfZp9Wm3kF0Zq1o1rH7uYw8a2m0c5QJd7bXn4sT6vE9gIhL3oPyUxKjBtN\r\n"
           "\t hG8fWcD5eRqM2iSaVzY1nOuJpXkT7lCbE4mQ6dHs9tFgA3vKwI0yZrPxUoNjLB==\r\n"
           "From: \"Alice Example (Controlling)\" <alice@fabrikam.example>\r\n"
           "To: Bob Example <bob@contoso.example>, \"Carol, Finance\"\r\n"
           " <carol@contoso.example>,\r\n"
           "\tDave <dave@contoso.example>\r\n"
           "Cc: team-figures@fabrikam.example, Erin <erin@fabrikam.example>\r\n"
           "Subject: Re: [Figures]  Quarterly numbers for the northern region, second\r\n"
           " draft with  comments \t\r\n"
           "Date: Tue, 24 Nov 2026 01:31:19 +0100\r\n"
           "Message-ID: <20261124003119.7D1C0A2B33@fabrikam.example>\r\n"
           "In-Reply-To: <CAF3=kq0nq8bV7mN1xX@mail.contoso.example>\r\n"
           "References: <20261120101010.1111@fabrikam.example>\r\n"
           " <CAF3=kq0nq8bV7mN1xW@mail.contoso.example>\r\n"
           " <CAF3=kq0nq8bV7mN1xX@mail.contoso.example>\r\n"
           "User-Agent: Mozilla Thunderbird\r\n"
           "MIME-Version: 1.0\r\n"
           "Content-Type: multipart/mixed;\r\n"
           " boundary=\"------------k3J9xQ0vT2mN5bR8wZ1y\"\r\n"
           "Content-Language: en-US\r\n"
           "X-Spam-Status: No, score=-2.1 required=5.0\r\n"
           "\r\n";
}

/// Text in lines as people and programs write them; some end in white space.
inline void append_text(std::string& message, std::size_t size, std::mt19937& random) {
    static constexpr const char* words[] = {"the",   "figures",  "of",     "region", "we",
                                            "have",  "compared", "with",   "plan,",  "and",
                                            "would", "like",     "your",   "view.",  "Attached",
                                            "sheet", "3.141",    "totals", "-",      "northern"};
    while (message.size() < size) {
        const auto length = random() % 12;
        for (std::uint32_t at = 0; at < length; ++at) {
            message += words[random() % std::size(words)];
            if (at + 1 < length) message += random() % 20 == 0 ? "  " : " ";
        }
        if (random() % 8 == 0) message += random() % 2 == 0 ? " " : " \t";
        message += "\r\n";
    }
}

inline void append_base64(std::string& message, std::size_t size, std::mt19937& random) {
    static constexpr char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    while (message.size() < size) {
        for (int at = 0; at < 76; ++at) message += alphabet[random() % 64];
        message += "\r\n";
    }
}

/// About `size` octets: half of the body text, half an attachment in base64.
inline std::string message_of(std::size_t size) {
    std::mt19937 random(20261124);
    auto message = message_header();
    const std::string boundary = "--------------k3J9xQ0vT2mN5bR8wZ1y";
    message += "This is a multi-part message in MIME format.\r\n" + boundary +
               "\r\nContent-Type: text/plain; charset=UTF-8; format=flowed\r\n"
               "Content-Transfer-Encoding: 7bit\r\n\r\n";
    append_text(message, message.size() + (size - std::min(size, message.size())) / 2, random);
    message += "\r\n" + boundary +
               "\r\nContent-Type: application/pdf; name=\"figures.pdf\"\r\n"
               "Content-Transfer-Encoding: base64\r\n\r\n";
    append_base64(message, size, random);
    return message + boundary + "--\r\n\r\n\r\n";
}

}  // namespace domainsec_benchmark
