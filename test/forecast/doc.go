// Package forecast holds the proof that what is said of the future is the same at every door, and stays with those whose rows it is made of:
// a small project is run day by day and asked as its users would. It has tests only.
package forecast
