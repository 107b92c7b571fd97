import { describe, expect, it } from 'vitest';
import { answerDigest, readDigestChallenge } from '../../../main/voice/sip-digest.ts';

describe('digest', () => {
  it("gives RFC 2617's own answer to its own challenge (§3.5)", () => {
    const challenge = readDigestChallenge(
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    );
    const answer = answerDigest(
      challenge!,
      { user: 'Mufasa', password: 'Circle Of Life' },
      { method: 'GET', uri: '/dir/index.html', count: 1, clientNonce: '0a4f113b' },
    );
    expect(answer).toContain('response="6629fae49393a05397450978507c4ef1"');
    expect(answer).toContain('nc=00000001');
    expect(answer).toContain('opaque="5ccc069c403ebaf9f0171e9517f40e41"');
    expect(answer).not.toContain('Circle');
  });

  it.each(['', 'Basic realm="x"', 'Digest realm="x"', 'Digest nonce="x"', 'Digest', 'NoOneKnowsThisScheme opaque-data=here'])(
    '%j is no challenge',
    (header) => {
      expect(readDigestChallenge(header)).toBeNull();
    },
  );

  it('reads what servers vary: case, spaces, stale, tokens without quotes', () => {
    expect(readDigestChallenge('DIGEST Realm = "a,b" , NONCE="n" ,algorithm=md5,stale=TRUE')).toEqual({
      realm: 'a,b',
      nonce: 'n',
      opaque: null,
      algorithm: 'MD5',
      qop: null,
      isStale: true,
    });
  });
});
