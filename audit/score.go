package audit

// Score is the security posture: the mean of its categories.
type Score struct {
	Categories []Category
	Mean       float64 // 0 to 10
	Target     float64
}

// Category is one of the five parts of the score.
type Category struct {
	Name   string
	Points float64 // 0 to 10
	Parts  []Part
}

// Part is one named check of a category.
type Part struct {
	Name     string
	Weight   float64 // share of the category's ten points
	Points   float64 // 0 to Weight
	Evidence []Evidence
}

// score is filled in by the checks of its categories.
func (f *facts) score() Score { return Score{Target: 7} }
