/// How the page looks.
enum HTMLStyle {
  static let text = colors + page + parts + lane + narrow + paper

  private static let colors = """
    :root{--paper:#faf9f6;--card:#fff;--ink:#1d1c1a;--soft:#6a665f;--line:#e4e0d8;--heat:#3557c5;\
    --onheat:#fff;--good:#1b7247;--bad:#b23a1e;--warn:#8a5a00;--goodbg:#e3f2e9;--badbg:#fbe7e1;\
    --warnbg:#fbf0d7;--grey:#cfcac0;--h0:#3557c5;--h1:#c2662d;--h2:#2f8f83;--h3:#8a4fb5;\
    --h4:#b08a1e;--h5:#b0446a}
    @media(prefers-color-scheme:dark){:root{--paper:#141518;--card:#1c1e22;--ink:#ece9e3;\
    --soft:#9d988e;--line:#31343a;--heat:#7f9bff;--onheat:#10131d;--good:#6fcf9b;--bad:#ff8f73;\
    --warn:#e6b450;--goodbg:#16301f;--badbg:#3a1d15;--warnbg:#342709;--grey:#454951;--h0:#7f9bff;\
    --h1:#e9935b;--h2:#5cc2b4;--h3:#bd8be6;--h4:#d9b648;--h5:#e57ba1}}
    """

  private static let page = """

    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);\
    font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;\
    font-variant-numeric:tabular-nums}
    main{max-width:1060px;margin:0 auto;padding:44px 24px 72px}
    h1{font-size:46px;line-height:1.08;letter-spacing:-.025em;margin:6px 0 4px;font-weight:680}
    h2{font-size:21px;letter-spacing:-.01em;margin:0 0 4px}
    h3{font-size:16px;margin:18px 0 8px}
    p{margin:0 0 8px}
    section{margin-top:44px}
    small,.note,.muted,.over{color:var(--soft)}
    .note{max-width:70ch}
    .over{margin:0;font-size:13px;overflow-wrap:anywhere}
    .money{font-size:21px;margin:0 0 14px}
    .good{color:var(--good)}.bad{color:var(--bad)}
    code{font:13px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
    table{border-collapse:collapse;width:100%;margin:8px 0}
    th{text-align:left;font-weight:600;font-size:12px;color:var(--soft);\
    border-bottom:1px solid var(--line);padding:6px 14px 6px 0}
    td{vertical-align:top;border-bottom:1px solid var(--line);padding:7px 14px 7px 0;\
    overflow-wrap:break-word}
    th:last-child,td:last-child{padding-right:0}
    .number{text-align:right}.amount{white-space:nowrap}
    .scroll{overflow-x:auto}
    tr.beyond td{font-weight:600}
    summary{cursor:pointer;color:var(--heat);padding:4px 0}
    """

  private static let parts = """

    .chips{margin:0 0 16px}
    .chip{display:inline-block;border-radius:99px;padding:2px 11px;font-size:13px;font-weight:600;\
    margin:0 2px 4px 0}
    .chip.good{background:var(--goodbg)}.chip.bad{background:var(--badbg)}
    .chip.warn{background:var(--warnbg);color:var(--warn)}
    .proportion{display:flex;gap:3px;height:16px;margin:18px 0 8px}
    .proportion span{border-radius:4px;min-width:6px}
    .proportion .changed{background:var(--heat)}.proportion .unchanged{background:var(--grey)}
    .proportion .unseen{background:repeating-linear-gradient(45deg,var(--warn) 0 4px,\
    var(--warnbg) 4px 8px)}
    .legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 22px;padding:0;margin:0 0 18px;\
    color:var(--soft)}
    .legend b{color:var(--ink)}
    .legend li::before{content:"";display:inline-block;width:9px;height:9px;border-radius:3px;\
    margin-right:7px;background:var(--grey)}
    .legend .changed::before{background:var(--heat)}.legend .unseen::before{background:var(--warn)}
    ul.lead{font-size:17px;padding-left:20px;max-width:74ch}
    p.lead{font-size:18px;max-width:70ch}
    .lead li{margin:5px 0}
    .remainder{border:1px solid var(--bad);border-radius:12px;padding:18px 20px;\
    background:var(--card)}
    .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,410px),1fr));\
    gap:16px}
    .card{background:var(--card);border:1px solid var(--line);border-radius:12px;\
    padding:16px 18px;margin:0}
    figcaption{display:flex;justify-content:space-between;gap:12px;margin-bottom:10px}
    figcaption b{flex:none}figcaption span{color:var(--soft);text-align:right}
    svg{display:block;max-width:100%;height:auto}
    svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;\
    fill:var(--ink)}
    svg .value{fill:var(--soft);font-size:11px}
    .matrix .empty{fill:var(--line);fill-opacity:.38}
    .matrix .heat{fill:var(--heat)}
    .matrix .count{font-weight:650}
    .matrix .strong{fill:var(--onheat)}
    .ribbon{fill-opacity:.38}.ribbon:hover{fill-opacity:.6}
    .source{fill:var(--soft)}
    .h0{fill:var(--h0)}.h1{fill:var(--h1)}.h2{fill:var(--h2)}.h3{fill:var(--h3)}\
    .h4{fill:var(--h4)}.h5{fill:var(--h5)}
    .moves{font-size:13px;margin:12px 0 0}.moves td{padding:4px 10px 4px 0}
    .moves tr:last-child td{border:0}
    .balance .axis,.balance .line{display:grid;grid-template-columns:1fr 220px 1fr;gap:12px;\
    align-items:center;padding:5px 0}
    .balance .axis{font-size:12px;color:var(--soft);border-bottom:1px solid var(--line)}
    .balance .axis span:first-child{text-align:right}
    .balance .line{border-bottom:1px solid var(--line)}
    .balance .name{text-align:center;overflow-wrap:anywhere;line-height:1.25}
    .balance .side{display:flex;align-items:center;gap:8px;min-height:22px}
    .balance .side:first-child{justify-content:flex-end}
    .balance i{display:block;height:18px;border-radius:4px;background:currentColor}
    .balance em{font-style:normal;font-weight:650}
    .common div{margin:14px 0}.common p{margin:0 0 4px}
    .common i{display:block;border-radius:3px;margin-top:3px}
    .common .own{height:11px;background:var(--heat)}.common .base{height:6px;background:var(--grey)}
    footer{margin-top:56px;border-top:1px solid var(--line);padding-top:22px}
    dl{display:grid;grid-template-columns:90px 1fr;gap:5px 16px;margin:10px 0;font-size:13px}
    dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
    """

  private static let lane = """

    .sample{margin:16px 0;break-inside:avoid}
    .sample h3{margin:0;font-size:18px}
    .sample h3 small{font-weight:400;margin-left:6px}
    .id{color:var(--soft);font-size:13px;margin:0 0 6px}
    .lane{list-style:none;margin:14px 0 4px;padding:0}
    .lane li{display:grid;grid-template-columns:1fr 150px 1fr;align-content:start;\
    padding:0 0 18px}
    .lane .heading{color:var(--soft);font-size:12px;font-weight:600;padding-bottom:8px}
    .lane .heading span:first-child{text-align:right}
    .lane p{margin:0;overflow-wrap:anywhere}
    .before{text-align:right;grid-column:1}.after{grid-column:3}
    .stop{grid-column:2;grid-row:1/span var(--rows);text-align:center;\
    font-size:12px;line-height:1.35;padding:20px 6px 0;position:relative}
    .stop::before{content:"";position:absolute;top:2px;left:50%;width:11px;height:11px;\
    margin-left:-5.5px;border-radius:50%;background:var(--card);border:2.5px solid var(--heat)}
    .stop::after{content:"";position:absolute;top:16px;bottom:-18px;left:50%;width:2px;\
    margin-left:-1px;background:var(--line);z-index:0}
    .lane li:last-child .stop::after{display:none}
    .first .stop::before{background:var(--heat)}
    .stop>*{display:block;position:relative;z-index:1;background:var(--card)}
    .stop em{font-style:normal;font-weight:600;color:var(--heat)}
    .then .stop em{color:var(--soft);font-weight:400}
    .lane .more{display:block;text-align:center;color:var(--soft);font-size:13px}
    .outcome{font-size:14px}.outcome td:first-child{color:var(--soft);width:32%}
    .outcome td,.outcome th{width:34%}
    """

  private static let narrow = """

    @media(max-width:700px){main{padding:26px 16px 48px}h1{font-size:34px}\
    .money{font-size:18px}ul.lead{font-size:16px}\
    .balance .axis,.balance .line{grid-template-columns:1fr 116px 1fr;gap:6px;font-size:13px}\
    .lane li{grid-template-columns:1fr 1fr;grid-template-rows:none!important;gap:4px 14px}\
    .lane .heading span:nth-child(2){display:none}\
    .lane .heading span:first-child,.before{text-align:left}.after{grid-column:2}\
    .stop{grid-column:1/-1;grid-row:1;text-align:left;padding:0 0 2px 20px}\
    .stop::before{left:5.5px;top:3px}.stop::after{display:none}\
    .stop>*{display:inline;margin-right:8px}.stop br{display:none}\
    .stop time{white-space:nowrap}\
    td,th{padding-right:10px}dl{grid-template-columns:70px 1fr}}
    """

  private static let paper = """

    @media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#555;--line:#ccc;--heat:#3557c5;\
    --onheat:#fff;--good:#1b7247;--bad:#b23a1e;--warn:#8a5a00;--goodbg:#e3f2e9;--badbg:#fbe7e1;\
    --warnbg:#fbf0d7;--grey:#ccc}\
    body{font-size:11px;print-color-adjust:exact;-webkit-print-color-adjust:exact}\
    main{max-width:none;padding:0}h1{font-size:28px}section{margin-top:22px}\
    .cards{grid-template-columns:1fr 1fr}ul.lead{font-size:12px}.money{font-size:15px}\
    .scroll{overflow:visible}.card,tr,.line{break-inside:avoid}h2,h3{break-after:avoid}}
    """
}
