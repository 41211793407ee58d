import { Html } from './html.ts';
import { paletteStyle } from './palette.ts';

/** Style of the report: a serif to read, a sans with figures of one width for tables, one column, hairlines only. */
export const reportStyle = new Html(`
${paletteStyle(':root')}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:61.5rem;padding:3.5rem 2rem 4rem;font:1.0625rem/1.6 Charter,'Bitstream Charter','Sitka Text',Cambria,'Liberation Serif',Georgia,serif}
h1,h2,h3{font-weight:600;line-height:1.2;text-wrap:balance}
h1{font-size:2.4rem;letter-spacing:-.015em;margin:.25rem 0 1rem;overflow-wrap:anywhere}
h2{font-size:1.5rem;letter-spacing:-.008em;margin:0 0 .75rem}
h3{font-size:1.08rem;margin:2.25rem 0 .5rem}
p{margin:0 0 1rem;max-width:42rem}
a{color:inherit;text-decoration-color:var(--rule);text-underline-offset:.2em}
a:hover{text-decoration-color:currentColor}
a:focus-visible{outline:2px solid var(--red);outline-offset:2px}
sub{line-height:0}
code{font:.86em/1.4 ui-monospace,'SF Mono',Menlo,Consolas,'Liberation Mono',monospace;overflow-wrap:anywhere}
header,nav,table,figcaption,dl,footer,.note{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif}
.kicker{font-size:.8125rem;color:var(--quiet);margin:0;display:flex;gap:.75rem;align-items:baseline;flex-wrap:wrap}
.kicker strong{color:var(--red);font-weight:600}
header h1,header .lead{font-family:Charter,'Bitstream Charter','Sitka Text',Cambria,'Liberation Serif',Georgia,serif}
.lead{font-size:1.3rem;line-height:1.5;max-width:46rem;margin:0 0 2rem}
.key{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:1.25rem 2rem;margin:0;padding:1.25rem 0 1.35rem;border-block:1px solid var(--rule)}
.key div{display:flex;flex-direction:column-reverse}
.key dt{font-size:.8125rem;line-height:1.35;color:var(--quiet)}
.key dd{margin:0;font-size:1.6rem;line-height:1.3;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.key dd small{font-size:.95rem;letter-spacing:0;color:var(--quiet)}
nav{margin:1.1rem 0 0;font-size:.8125rem}
nav ol{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;margin:0;padding:0}
nav a{color:var(--quiet)}
section{margin-top:4rem}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:0 2.5rem;margin:0;font-size:.9rem;line-height:1.45}
.facts div{display:flex;justify-content:space-between;gap:1.5rem;padding:.42rem 0;border-bottom:1px solid var(--rule)}
.facts dt{color:var(--quiet);white-space:nowrap}
.facts dd{margin:0;text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin:0 0 1.5rem}
table{border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.4;font-variant-numeric:tabular-nums lining-nums}
caption{text-align:left;color:var(--quiet);font-size:.8125rem;padding:0 0 .5rem;max-width:46rem}
caption b{color:var(--ink);font-weight:600}
th,td{padding:.36rem .75rem .36rem 0;text-align:left;vertical-align:baseline}
th:last-child,td:last-child{padding-right:0}
th{font-weight:400}
thead th{font-size:.8125rem;color:var(--quiet);border-bottom:1px solid var(--ink);vertical-align:bottom}
tbody td,tbody th{border-bottom:1px solid var(--rule)}
tbody th[scope=rowgroup]{font-weight:600;padding-top:1.15rem;border-bottom-color:var(--quiet)}
.n{text-align:right}
.best{font-weight:600}
.published th::before{content:'';display:inline-block;width:.5em;height:.5em;border-radius:50%;background:var(--red);margin-right:.5em;vertical-align:.1em}
.published th,.published td{background:var(--wash)}
.dropped td,.dropped th{color:var(--quiet)}
figure{margin:1.5rem 0 2rem;break-inside:avoid}
figure svg{display:block;max-width:100%;height:auto}
figcaption,.note{color:var(--quiet);font-size:.8125rem;line-height:1.5;max-width:46rem;margin-top:.6rem}
ul.plain{list-style:none;padding:0;margin:0;max-width:46rem}
ul.plain li{padding:.6rem 0;border-bottom:1px solid var(--rule);overflow-wrap:anywhere}
.provenance td,.provenance th{overflow-wrap:anywhere}
.provenance th{width:32%;color:var(--quiet)}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--rule);color:var(--quiet);font-size:.8125rem}
@media (max-width:40rem){body{padding:2rem 1.1rem}h1{font-size:1.8rem}.lead{font-size:1.12rem}section{margin-top:3rem}}
@page{margin:18mm 16mm}
@media print{body{max-width:none;padding:0;font-size:10.5pt}nav{display:none}section{margin-top:2.2rem}h2,h3,caption,thead{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}a{text-decoration:none}.scroll{overflow:visible}.published th,.published td{background:none}}
`);
