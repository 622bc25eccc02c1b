// The style sheet of a report as a page. Colours only repeat what words and signs say; each pair
// has a contrast of at least 4.5 (WCAG 2.1 §1.4.3), in light and in dark.
#pragma once

namespace domainsec::inline v1::detail {

constexpr const char* page_style = R"css(
:root{color-scheme:light dark;--page:#f5f6f8;--card:#fff;--ink:#1b2330;--soft:#55606f;--line:#d7dce3;
--good:#17693a;--good-back:#e5f4ea;--notable:#7a4b00;--notable-back:#fdf1d8;--bad:#a1201f;--bad-back:#fdeaea}
@media(prefers-color-scheme:dark){:root{--page:#12161c;--card:#1b212a;--ink:#e7ebf0;--soft:#a3aebb;--line:#333d4a;
--good:#7fd6a0;--good-back:#15311f;--notable:#f0c06a;--notable-back:#382a10;--bad:#ff9c99;--bad-back:#411b1c}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:52rem;margin:0 auto;padding:2rem 1rem 3rem}
h1,h2,h3,p,ol,ul,dl,dd{margin:0;padding:0}
.verdict{padding:1.25rem 1.5rem;border-radius:.75rem;border-left:.5rem solid;margin-bottom:1.5rem}
.verdict h1{font-size:1.6rem;line-height:1.25;overflow-wrap:anywhere}
.verdict p{margin-top:.5rem}
.verdict small{display:block;margin-top:.6rem;color:var(--ink);font-size:.9rem}
.good{color:var(--good);background:var(--good-back);border-color:var(--good)}
.notable{color:var(--notable);background:var(--notable-back);border-color:var(--notable)}
.bad{color:var(--bad);background:var(--bad-back);border-color:var(--bad)}
.verdict p,.finding p{color:var(--ink)}
h2.part{font-size:1.05rem;margin:1.75rem 0 .75rem}
ol.chain{list-style:none}
.card{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.1rem 1.25rem}
.card header{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:center;justify-content:space-between}
.card h3{font-size:1.15rem;line-height:1.3;overflow-wrap:anywhere;width:100%}
.role{color:var(--soft);font-size:.85rem;font-weight:600}
.chip{font-size:.85rem;font-weight:600;border-radius:1rem;padding:.1rem .7rem}
.link{display:flex;align-items:center;gap:.6rem;color:var(--soft);font-size:.85rem;padding:.35rem 0 .35rem 1.5rem}
.link:before{content:"";width:2px;height:1.9rem;background:var(--line)}
.link.open{color:var(--bad)}
.link.open:before{background:repeating-linear-gradient(var(--bad) 0 4px,transparent 4px 8px)}
dl{display:grid;grid-template-columns:9.5rem minmax(0,1fr);gap:.3rem 1rem;margin-top:.9rem;font-size:.92rem}
dt{color:var(--soft)}
dd{overflow-wrap:anywhere}
dd ul{list-style:none}
code{font:.85rem/1.45 ui-monospace,"Cascadia Mono",Menlo,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
.life{height:.4rem;border-radius:.2rem;background:var(--line);overflow:hidden;margin:.35rem 0 .1rem;max-width:20rem}
.life i{display:block;height:100%;background:currentColor}
.life.good,.life.notable,.life.bad{background:var(--line)}
.finding{border-left:.3rem solid;border-radius:.4rem;padding:.7rem 1rem;margin-top:.9rem;font-size:.95rem}
.finding h4{margin:0;font-size:1rem}
.finding dl{margin-top:.4rem;grid-template-columns:5.5rem minmax(0,1fr);color:var(--ink)}
.finding dt{color:inherit}
footer{margin-top:2rem;color:var(--soft);font-size:.85rem}
@media(max-width:34rem){dl,.finding dl{grid-template-columns:minmax(0,1fr);gap:0}dd{margin-bottom:.4rem}}
@media print{body{background:#fff}.card,.verdict,.finding{break-inside:avoid}}
)css";

}  // namespace domainsec::inline v1::detail
