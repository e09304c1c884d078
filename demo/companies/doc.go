// Package companies invents the records that a vendor of company data integrates: a business register, the accounts of a CRM, a purchased
// marketing list, pages read from the web and the customers of an invoicing system, base and later days, with the truth beside them.
//
// The seed and the options decide every byte. Names, towns and streets are made of syllables and common words, web addresses end in
// .example, and check digits are valid where no mistake was planted. truth.csv tells for every record which company it is; nothing
// in the order or the numbers of the records does. How records are matched belongs to the example and to the entity room.
package companies
