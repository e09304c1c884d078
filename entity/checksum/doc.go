// Package checksum recognises identifiers that carry check digits: VAT and tax numbers of countries, bank accounts, articles and books.
//
// It promises that the ways of writing one number (blanks, points, a label, the country before it) read as one text, and that a number is
// told to be valid only where its check digits fit. Which scheme a column follows it finds from the share of values that fit, far above
// what chance lets fit. It asks no register: a valid number need not have been given to anybody.
package checksum
