/** The texts of the list of forecasts in English; the other languages have the same keys. */
export const en = {
	'title': 'Forecasts',
	'sub': 'What comes next, as far as the past can tell.',
	'next': 'For',
	'expected': 'Expected',
	'inside': 'Inside, when tried',
	'made': 'Made',
	'none': 'No forecast is open to you',
	'noneHint': 'Nothing is forecast here yet, or your role does not include it. An administrator can give it to you.'
};

export type ForecastListTexts = Record<keyof typeof en, string>;
