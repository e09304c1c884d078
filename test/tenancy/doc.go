// Package tenancy holds the proof that no tenant sees anything of another's: every operation of the served API is walked as several
// tenants over data in which each one's texts carry a mark and each one's sums are multiples of a prime, and every byte that comes
// back is searched. It has tests only.
package tenancy
