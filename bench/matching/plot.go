package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// plotSize is the side of the square that probabilities and shares are drawn in, and plotEdge what is left around it, in pixels.
const plotSize, plotEdge = 320, 44

// plot draws what the probabilities of a set say against what is so: a point a bin, on the diagonal where they are right. The line through a
// point is as far as chance alone takes the share of so many pairs, twice in three.
func plot(dir, set string, c calibration) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, set+".svg"), []byte(reliability(set, c)), 0o644)
}

func reliability(set string, c calibration) string {
	var b strings.Builder
	x := func(p float64) float64 { return plotEdge + p*plotSize }
	y := func(p float64) float64 { return plotEdge + (1-p)*plotSize }
	all := plotSize + 2*plotEdge
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11" fill="#333">`+"\n", all, all, all, all)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/>`+"\n", all, all)
	fmt.Fprintf(&b, `<text x="%d" y="20" font-size="13">%s: error %.3f of %d pairs, %.3f by chance</text>`+"\n", plotEdge, set, c.Error, c.Pairs, c.Chance)
	for i := 0; i <= 5; i++ {
		p := float64(i) / 5
		fmt.Fprintf(&b, `<path d="M%.1f %.1fH%.1fM%.1f %.1fV%.1f" stroke="#e4e4e4"/>`+"\n", x(0), y(p), x(1), x(p), y(0), y(1))
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="middle">%.1f</text><text x="%.1f" y="%.1f" text-anchor="end">%.1f</text>`+"\n", x(p), y(0)+16, p, x(0)-6, y(p)+4, p)
	}
	fmt.Fprintf(&b, `<path d="M%.1f %.1fL%.1f %.1f" stroke="#999" stroke-dasharray="4 3"/>`+"\n", x(0), y(0), x(1), y(1))
	for _, k := range c.Bins {
		spread := deviation(k.Said, k.Pairs)
		fmt.Fprintf(&b, `<path d="M%.1f %.1fV%.1f" stroke="#2563c4" stroke-width="1.5"/><circle cx="%.1f" cy="%.1f" r="3.5" fill="#2563c4"><title>%d pairs: said %.3f, true %.3f</title></circle>`+"\n",
			x(k.Said), y(max(0, k.True-spread)), y(min(1, k.True+spread)), x(k.Said), y(k.True), k.Pairs, k.Said, k.True)
	}
	fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="middle">probability that is said</text>`+"\n", x(0.5), y(0)+34)
	fmt.Fprintf(&b, `<text transform="translate(14 %.1f) rotate(-90)" text-anchor="middle">share that is the same</text>`+"\n</svg>\n", y(0.5))
	return b.String()
}
