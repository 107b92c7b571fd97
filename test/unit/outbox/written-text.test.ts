import { expect, it } from 'vitest';
import { isFormatted, textOfHtml } from '../../../main/outbox/written-text.ts';

it('makes the text that a person would have written', async () => {
  const html = [
    '<div>Hello Maren,</div><div><br></div><div>two &amp; <b>bold</b></div><div>next&nbsp; line</div>',
    '<ul><li>one</li><li>two</li></ul><ol><li>first</li></ol>',
    '<div>see <a href="https://example.org/a">here</a> or <a href="https://example.org/b">https://example.org/b</a></div><div><br></div>',
    '<div class="signature"><div>--&nbsp;</div><div>Lea Winter</div></div><div><br></div>',
    '<div>On Monday, Maren wrote:</div><blockquote><div>a</div><div><br></div><div>b</div><blockquote><div>older</div></blockquote></blockquote>',
  ].join('');
  expect(await textOfHtml(html)).toBe(
    [
      'Hello Maren,',
      '',
      'two & bold',
      'next  line',
      '- one',
      '- two',
      ' 1. first',
      'see here <https://example.org/a> or https://example.org/b',
      '',
      '-- ',
      'Lea Winter',
      '',
      'On Monday, Maren wrote:',
      '> a',
      '>',
      '> b',
      '> > older',
    ].join('\n'),
  );
});

it.each([
  ['<div>plain</div><div><br></div><blockquote type="cite"><div>old</div></blockquote>', false],
  ['<div>a <a href="https://example.org/x">https://example.org/x</a></div>', false],
  ['<div>a <a href="mailto:a@example.org">a@example.org</a></div>', false],
  ['<div>a <a href="https://example.org/x">another</a></div>', true],
  ['<div><b>x</b></div>', true],
  ['<ul><li>x</li></ul>', true],
  ['<div><img src="cid:1"></div>', true],
  ['<div>1 &lt; 2 &lt;b&gt;</div>', false],
])('%s is formatted: %s', (html, expected) => expect(isFormatted(html)).toBe(expected));
