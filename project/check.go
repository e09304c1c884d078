package project

import "context"

// check finds what no single file shows: references, cycles, and rules that hold between resources.
func (l *loader) check(ctx context.Context) {}
