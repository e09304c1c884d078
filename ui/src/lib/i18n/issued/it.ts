import type { IssuedTexts } from './en.ts';

export const it: IssuedTexts = {
	'title': 'Che cosa si è detto, e che cosa è venuto',
	'sub': 'Conta solo ciò che si è detto prima; il punto è ciò che è venuto',
	'triedTitle': 'Che cosa si sarebbe detto, e che cosa è venuto',
	'triedSub': 'Nulla di quanto emesso è giunto alla sua data: ecco che cosa si sarebbe detto dopo {origin} di ciò che è venuto poi: {steps}',
	'at': 'Per',
	'made': 'Fatta',
	'said': 'Avevamo detto',
	'came': 'Venuti',
	'hit': 'dentro',
	'miss': 'mancato di {by}',
	'none': 'Nulla di quanto emesso è ancora giunto alla sua data.',
	'note': '{inside} delle {all} mostrate sono rimaste dentro.'
};
