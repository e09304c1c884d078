package tenancy

// forecasts asks about every forecast, of the series that the requester may see and of others.
func (w *walker) forecasts() {
	var list struct {
		Forecasts []struct{ Name string }
	}
	w.into(w.get("/forecasts?lang=it"), &list)
	for _, f := range list.Forecasts {
		w.get("/forecasts/" + f.Name)
		for _, n := range w.narrowings() {
			w.get("/forecasts/" + f.Name + "?" + n)
		}
	}
	w.get("/forecasts/none")
}
