import type { IssuedTexts } from './en.ts';

export const pt: IssuedTexts = {
	'title': 'O que se disse e o que veio',
	'sub': 'Só conta o que se disse antes; o ponto é o que veio',
	'triedTitle': 'O que se teria dito e o que veio',
	'triedSub': 'Nada do que se publicou chegou ainda à sua data: eis o que se teria dito depois de {origin} do que veio então: {steps}',
	'at': 'Para',
	'made': 'Feita',
	'said': 'Dissemos',
	'came': 'Veio',
	'hit': 'dentro',
	'miss': 'falhou por {by}',
	'none': 'Nada do que se publicou chegou ainda à sua data.',
	'note': '{inside} das {all} mostradas ficaram dentro.'
};
