package project

import (
	"context"

	"github.com/farol-kpi/farol/metric"
)

func (l *loader) checkView(ctx context.Context, v *metric.View) {}
func (l *loader) checkPage(p *Page) {}
func (l *loader) checkAccess() {}
func (l *loader) checkDemo() {}
func (l *loader) checkStatedLeaks() {}
