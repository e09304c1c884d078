import type { ForecastListTexts } from './en.ts';

export const it: ForecastListTexts = {
	'title': 'Previsioni',
	'sub': 'Che cosa verrà, per quanto il passato può dire.',
	'next': 'Per',
	'expected': 'Attesi',
	'inside': 'Dentro, nelle prove',
	'made': 'Fatta',
	'none': 'Nessuna previsione ti è aperta',
	'noneHint': 'Qui non si prevede ancora nulla, o il tuo ruolo non lo comprende. Un amministratore può dartelo.'
};
