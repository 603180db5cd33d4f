// The two ways in which the documents that introduced the calls use them, in our own words. Page
// and Node run this alike; `say` is told what happens.
async function usages(load, control, say) {
  const once = (start) => new Promise((resolve) => { start(resolve); });
  const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

  // auth.getAccessTokenAsync, after a look at the requirement set.
  let office = await load('doc-2017');
  say('the set of single sign-on is there', office.context.requirements.isSetSupported('IdentityAPI', 1.1));
  say('and not in a version that nobody has', !office.context.requirements.isSetSupported('IdentityAPI', 9));
  let result = await once((done) => office.context.auth.getAccessTokenAsync(done));
  say('a token comes, as a member of the value', result.status === 'succeeded' && result.value.accessToken.length > 100);
  result = await once((done) => office.context.auth.getAccessTokenAsync({ forceConsent: true, asyncContext: 7 }, done));
  say('the context comes back', result.asyncContext === 7 && result.status === 'succeeded');
  for (const code of [13000, 13001, 13002, 13003, 13005, 13006, 13007, 13008, 13012, 50001]) {
    await control('doc-2017', 'faults', { face: 'office', fault: { office: { code } } });
    result = await once((done) => office.context.auth.getAccessTokenAsync(done));
    say(`error ${code} is an error`, result.status === 'failed' && result.error.code === code);
  }
  let thrown;
  try { office.context.auth.getAccessTokenAsync('no function'); } catch (error) { thrown = error; }
  say('what is no function is thrown back', thrown instanceof TypeError);

  // requestAuthTokenAsync, whose callback comes first and whose value lists identities.
  say('the set of the draft is there', office.context.requirements.isSetSupported('SSOAddin', 1.1));
  result = await once((done) => office.context.auth.requestAuthTokenAsync(done));
  say('an identity comes', result.status === 'succeeded' && result.value.length === 1);
  say('it has a token', result.value[0].AccessToken.length > 100 && result.value[0].DirectoryType === 'organizational');
  result = await once((done) => office.context.auth.requestAuthTokenAsync(done, 'forceAddinConsent'));
  say('and comes after consent is forced', result.status === 'succeeded');
  await control('doc-2017', 'office', { user: 'declines' });
  result = await once((done) => office.context.auth.requestAuthTokenAsync(done, 'forceAddAccount'));
  say('a user who declines is an error', result.status === 'failed' && result.error.code === 13002);
  await control('doc-2017', 'office', { user: 'agrees' });

  // Odd callbacks.
  const count = async (fault, ms) => {
    await control('doc-2017', 'faults', { face: 'office', fault: { office: fault } });
    let times = 0;
    office.context.auth.getAccessTokenAsync(() => { times += 1; });
    await later(ms);
    return times;
  };
  say('a callback runs once', (await count({ 'after-ms': 1 }, 500)) === 1);
  say('twice when told so', (await count('twice', 500)) === 2);
  say('never when told so', (await count('never', 500)) === 0);
  await control('doc-2017', 'faults', { face: 'office', fault: { office: 'at-once' } });
  office = await load('doc-2017');
  let returned = false;
  let early = null;
  office.context.auth.getAccessTokenAsync(() => { early = !returned; });
  returned = true;
  say('before the call returns when told so', early === true);
  await control('doc-2017', 'faults', { face: 'office', fault: { office: 'at-once' } });
  office = await load('doc-2017');
  result = null;
  office.context.auth.requestAuthTokenAsync((given) => { result = given; });
  say('and the draft form too, with identities', result !== null && result.value.length === 1);

  // The promise form came later.
  office = await load('officejs-1.1');
  say('the draft is gone', office.context.auth.requestAuthTokenAsync === undefined);
  const about = await office.onReady();
  say('a page learns where it is', about.host === 'Excel');
  const token = await globalThis.OfficeRuntime.auth.getAccessToken({ allowSignInPrompt: true });
  say('the promise form gives the token itself', typeof token === 'string');
  await control('officejs-1.1', 'office', { host: { user: 'nobody' } });
  const refused = await globalThis.OfficeRuntime.auth.getAccessToken().catch((error) => error);
  say('and breaks the promise where nobody is signed in', refused.code === 13001);
  result = await once((done) => office.context.auth.getAccessTokenAsync({ asyncContext: 0 }, done));
  say('the library drops a context that is false-like', !('asyncContext' in result));
  return token;
}
if (typeof module !== 'undefined') module.exports = { usages };
