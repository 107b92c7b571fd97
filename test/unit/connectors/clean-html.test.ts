import { describe, expect, it } from 'vitest';
import { cleanHtml } from '../../../main/connectors/email-imap/clean-html.ts';

const gone = (html: string, ...words: readonly RegExp[]): void => {
  const clean = cleanHtml(html);
  for (const word of words) expect(clean).not.toMatch(word);
};

describe('cleaned HTML', () => {
  it.each([
    ['<script>alert(1)</script>hello', /script|alert/],
    ['<img src=x onerror=alert(1)>', /onerror|alert/],
    ['<svg onload=alert(1)><script>alert(1)</script></svg>', /svg|alert/],
    ['<a href="javascript:alert(1)">x</a>', /javascript/],
    ['<a href="data:text/html,<script>alert(1)</script>">x</a>', /data:/],
    ['<p style="background:url(https://evil.example/x)">x</p>', /url|evil/],
    ['<p style="position:fixed;top:0;left:0;width:100%;height:100%">x</p>', /position|top:/],
    ['<style>@import "https://evil.example/x.css"; body{display:none}</style>x', /style|import|evil/],
    ['<form action="https://evil.example"><input name=password><button>go</button></form>', /form|input|button|evil/],
    ['<meta http-equiv="refresh" content="0;url=https://evil.example">', /meta|evil/],
    ['<base href="https://evil.example/">', /base|evil/],
    ['<iframe src="https://evil.example"></iframe>', /iframe|evil/],
    ['<link rel=stylesheet href="https://evil.example/x.css">', /link|evil/],
    ['<object data="https://evil.example"></object><embed src="https://evil.example">', /object|embed|evil/],
    ['<img srcset="https://evil.example/x 1x">', /srcset|evil/],
    ['<body background="https://evil.example/x">x</body>', /background|evil/],
    ['<table background="https://evil.example/x"><tr><td>x</td></tr></table>', /background|evil/],
    ['<math><mtext><img src=x onerror=alert(1)></mtext></math>', /math|onerror/],
    ['<a href="//evil.example">x</a>', /evil/],
    ['<!--[if mso]><script>x</script><![endif]-->y', /mso|script/],
  ])('%s', (html, word) => gone(html, word));

  it('a picture from outside is not fetched; where it is, is kept for those who ask', () => {
    const clean = cleanHtml('<img src="https://pixel.example/p.png" width="1"><img src="cid:logo@x">');
    expect(clean).toBe('<img width="1" data-remote="https://pixel.example/p.png" /><img src="cid:logo@x" />');
  });

  it('keeps what makes a mail readable', () => {
    const html =
      '<h1 style="color:#333;font-size:18px">Hello</h1><table border="1"><tr><td bgcolor="#eee">a</td></tr></table><ul><li>b</li></ul><a href="https://example.org">c</a>';
    const clean = cleanHtml(html);
    expect(clean).toContain('<h1 style="color:#333;font-size:18px">Hello</h1>');
    expect(clean).toContain('<td bgcolor="#eee">a</td>');
    expect(clean).toContain('<a href="https://example.org" rel="noopener noreferrer nofollow">c</a>');
  });
});
