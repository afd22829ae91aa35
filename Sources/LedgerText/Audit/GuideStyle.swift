/// How a guide's page looks: on a screen, on a narrow one, and on paper.
enum GuideStyle {
  static let text = screen + "\n" + narrow + "\n" + paper

  private static let screen = """
    :root{--paper:#faf9f6;--card:#fff;--ink:#1d1c1a;--soft:#65615a;--line:#e2ded5;--link:#2b4db5}
    @media(prefers-color-scheme:dark){:root{--paper:#141518;--card:#1c1e22;--ink:#ece9e3;\
    --soft:#a29d93;--line:#33363c;--link:#8fa8ff}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);\
    font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
    main{max-width:900px;margin:0 auto;padding:48px 24px 80px}
    header{border-bottom:2px solid var(--ink);padding-bottom:18px;margin-bottom:28px}
    h1{font-size:34px;line-height:1.15;letter-spacing:-.02em;margin:4px 0 12px;\
    overflow-wrap:anywhere}
    h2{font-size:21px;margin:44px 0 10px}
    h3{font-size:16px;margin:28px 0 6px}
    p,li{max-width:74ch}
    p{margin:0 0 10px}
    ul{margin:0 0 10px;padding-left:20px}
    li{margin:0 0 6px}
    .above{margin:0;color:var(--soft);font-size:14px;overflow-wrap:anywhere}
    .lead{font-size:18px}
    a{color:var(--link)}
    code{font:.875em/1.5 ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;\
    overflow-wrap:anywhere}
    pre{font:13px/1.5 ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;\
    background:var(--card);border:1px solid var(--line);border-radius:6px;padding:12px 14px;\
    overflow-x:auto;margin:8px 0 14px}
    table{border-collapse:collapse;width:100%;margin:8px 0 14px;font-size:15px;\
    font-variant-numeric:tabular-nums}
    th{text-align:left;font-weight:600;color:var(--soft)}
    th,td{vertical-align:top;border-bottom:1px solid var(--line);padding:7px 16px 7px 0;\
    overflow-wrap:break-word}
    .rows td:nth-child(-n+2){white-space:nowrap}
    .facts th{white-space:nowrap;font-weight:400}
    .links{display:block;font-size:13px;white-space:normal}
    .links a{margin-right:8px}
    """

  private static let narrow = """
    @media(max-width:680px){main{padding:24px 16px 48px}h1{font-size:26px}.lead{font-size:17px}\
    .rows thead{display:none}.rows tr{display:block;border-bottom:1px solid var(--line);\
    padding:8px 0}.rows td{display:block;border:0;padding:1px 0;white-space:normal!important}\
    .rows td::before{content:attr(data-title) " ";color:var(--soft);font-size:13px}\
    .facts th,.facts td{display:block;width:auto;border:0;padding:0}\
    .facts td{padding-bottom:8px}.facts th{font-size:13px;white-space:normal}.links a{margin-right:14px}}
    """

  private static let paper = """
    @media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--link:#000}\
    body{font-size:10.5pt}main{max-width:none;padding:0}h1{font-size:20pt}h2{font-size:14pt}\
    pre{font-size:8pt;white-space:pre-wrap;overflow-wrap:anywhere}\
    h2,h3{break-after:avoid}tr,pre{break-inside:avoid}.links{display:none}}
    """
}
