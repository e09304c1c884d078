/** The texts of what came of a forecast in English; the other languages have the same keys. {name} stands for a value. */
export const en = {
	'title': 'What was said, and what came',
	'sub': 'Only what was said beforehand counts; the dot is what came',
	'triedTitle': 'What would have been said, and what came',
	'triedSub': 'Nothing issued has come due yet: this is what would have been said after {origin} of the {steps} that came then',
	'at': 'For',
	'made': 'Made',
	'said': 'We said',
	'came': 'Came',
	'hit': 'inside',
	'miss': 'missed by {by}',
	'none': 'Nothing that was issued has come due yet.',
	'note': '{inside} of {all} shown lay inside.'
};

export type IssuedTexts = Record<keyof typeof en, string>;
