// Package campaigns invents the exports of a company that advertises: Facebook posts, Facebook ads, Google ads and a log of calls,
// in the shapes in which such exports are met, faults of spelling, dates and blanks included.
//
// The seed decides every byte, and what is planted is written to the truth file. What the exports mean belongs in the example.
package campaigns
