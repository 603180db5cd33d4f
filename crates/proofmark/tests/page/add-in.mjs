// An add-in as it is written: asks the host for a token, presents it to its service, and goes
// another way where that is due. In a browser the page loads it after Office's script; see
// taskpane.html. `flaw` is a way of being wrong.

const MESSAGES = [13002, 13006, 13008, 13010];
const REPEATS = 3;
const CHALLENGES = 2;

export async function getData(service, flaw) {
  const { Office, OfficeRuntime } = globalThis;
  const fallBack = () => Office.context.ui.displayDialogAsync('https://add-in.example/dialog.html');
  const ask = (options) =>
    OfficeRuntime?.auth?.getAccessToken
      ? OfficeRuntime.auth.getAccessToken(options)
      : new Promise((resolve, reject) => {
          const settle = (result) =>
            result.status === 'succeeded' ? resolve(result.value) : reject(result.error);
          Office.context.auth.getAccessTokenAsync(options, settle);
        });

  if (!Office.context.requirements.isSetSupported('IdentityAPI', '1.3')) return fallBack();
  const options = {};
  let [repeats, challenges] = [0, 0];
  for (;;) {
    let token;
    try {
      token = await ask({ ...options });
    } catch (error) {
      if (flaw === 'falls-back-on-every-code') return fallBack();
      if (error.code === 13001 && !options.allowSignInPrompt) {
        options.allowSignInPrompt = true;
        continue;
      }
      if (error.code === 13013) {
        repeats += 1;
        if (repeats <= REPEATS || flaw === 'repeats-without-bound') continue;
      }
      if (error.code === 13001 || MESSAGES.includes(error.code)) return undefined;
      return fallBack();
    }
    if (!token && flaw !== 'presents-empty-tokens') return fallBack();
    const answer = await fetch(service, {
      headers: { Authorization: `Bearer ${token}` },
      redirect: 'manual',
    });
    if (answer.ok || answer.type === 'opaqueredirect') return undefined;
    const { claims } = await answer.json().catch(() => ({}));
    if (!claims || challenges === CHALLENGES) return fallBack();
    challenges += 1;
    options.authChallenge = flaw === 'tidies-the-claims' ? JSON.stringify(JSON.parse(claims)) : claims;
  }
}
