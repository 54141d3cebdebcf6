//go:build corpus

package deprecation

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wellKnownModules are modules whose keys were checked by reading their constructors.
var wellKnownModules = []string{
	"torch.nn.Linear", "torch.nn.Bilinear", "torch.nn.LazyLinear", "torch.nn.Conv2d", "torch.nn.LazyConv2d", "torch.nn.ConvTranspose1d",
	"torch.nn.BatchNorm1d", "torch.nn.LazyBatchNorm2d", "torch.nn.SyncBatchNorm", "torch.nn.InstanceNorm2d", "torch.nn.LayerNorm", "torch.nn.RMSNorm",
	"torch.nn.GroupNorm", "torch.nn.Embedding", "torch.nn.EmbeddingBag", "torch.nn.RNN", "torch.nn.LSTM", "torch.nn.GRU", "torch.nn.LSTMCell", "torch.nn.GRUCell",
	"torch.nn.MultiheadAttention", "torch.nn.Transformer", "torch.nn.TransformerEncoder", "torch.nn.TransformerEncoderLayer", "torch.nn.TransformerDecoder",
	"torch.nn.TransformerDecoderLayer", "torch.nn.PReLU", "torch.nn.CrossEntropyLoss", "torch.nn.BCEWithLogitsLoss", "torch.nn.AdaptiveLogSoftmaxWithLoss",
	"torch.nn.FractionalMaxPool2d", "torch.nn.ReLU", "torch.nn.Sequential", "torch.nn.ParameterList", "torch.nn.utils.parametrize.ParametrizationList",
	"torch.nn.DataParallel", "torch.optim.swa_utils.AveragedModel", "torch.ao.nn.quantized.Linear", "torch.ao.nn.quantized.modules.linear.LinearPackedParams",
	"torch.ao.nn.quantized.Conv2d", "torch.ao.nn.quantized.BatchNorm2d", "torch.ao.nn.quantized.Embedding", "torch.ao.nn.quantized.Quantize",
	"torch.ao.nn.quantized.FloatFunctional", "torch.ao.nn.quantized.QFunctional", "torch.ao.nn.quantized.dynamic.LSTM", "torch.ao.nn.quantized.dynamic.LSTMCell",
	"torch.ao.nn.qat.Linear", "torch.ao.nn.intrinsic.qat.ConvBn2d", "torch.ao.nn.quantizable.LSTMCell", "torch.ao.quantization.MinMaxObserver",
	"torch.ao.quantization.PerChannelMinMaxObserver", "torch.ao.quantization.HistogramObserver", "torch.ao.quantization.FakeQuantize",
}

// TestStateKeys holds the keys of well-known modules of both releases against those read by hand.
func TestStateKeys(t *testing.T) {
	for _, release := range releases {
		s := corpusSurface(t, release)
		var out bytes.Buffer
		for _, name := range wellKnownModules {
			fmt.Fprintln(&out, name)
			r, ok := s.Lookup(name)
			if !ok || r.Obj == nil {
				fmt.Fprintln(&out, "\tis not there")
				continue
			}
			for _, k := range s.StateKeys(r.Obj) {
				writeKey(&out, &k)
			}
		}
		path := filepath.Join("testdata", "state_keys", release+".txt")
		if *update {
			if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), out.String()); diff != "" {
			t.Errorf("%s: -want +got (rewrite with -update):\n%s", path, diff)
		}
	}
}

// storedModules are state dicts that real modules saved, kept for PyTorch's own test of backward
// compatibility (test/quantization/bc/test_backward_compatibility.py), with their classes by the
// prefix of their keys.
var storedModules = []struct {
	file    string
	classes map[string]string
}{
	{"test_conv2d", map[string]string{"": "torch.ao.nn.quantized.Conv2d"}},
	{"test_conv2d_nobias", map[string]string{"": "torch.ao.nn.quantized.Conv2d"}},
	{"test_conv3d_relu", map[string]string{"": "torch.nn.intrinsic.quantized.ConvReLU3d"}},
	{"test_per_tensor_observer", map[string]string{"": "torch.ao.quantization.MinMaxObserver"}},
	{"test_default_qat_qconfig", map[string]string{
		"module.linear.": "torch.ao.nn.qat.Linear", "quant.activation_post_process.": "torch.ao.quantization.FakeQuantize",
		"quant.activation_post_process.activation_post_process.": "torch.ao.quantization.MovingAverageMinMaxObserver",
	}},
}

// longString is a string of at most 255 bytes in a pickle (BINUNICODE of Lib/pickletools.py).
var longString = regexp.MustCompile(`(?s)X(.)\x00\x00\x00`)

// TestStoredStateKeys holds the keys of modules against those of state dicts that real ones
// saved: each unconditional key is in the file, and each in the file is one of ours.
func TestStoredStateKeys(t *testing.T) {
	for _, release := range releases {
		s := corpusSurface(t, release)
		for _, stored := range storedModules {
			src := corpusFile(t, release, "test/quantization/serialized/TestSerialization."+stored.file+".state_dict.pt")
			names := map[string]bool{}
			for _, m := range longString.FindAllSubmatchIndex(src, -1) {
				if n := m[1] + int(src[m[2]]); n <= len(src) {
					names[string(src[m[1]:n])] = true
				}
			}
			for prefix, class := range stored.classes {
				r, ok := s.Lookup(class)
				if !ok || r.Obj == nil {
					t.Errorf("%s: no class %s", release, class)
					continue
				}
				keys := s.StateKeys(r.Obj)
				for _, k := range keys {
					if k.Kind != ModuleKey && !k.Conditional && !names[prefix+k.Name] {
						t.Errorf("%s: %s has a key %s that is not in %s", release, class, k.Name, stored.file)
					}
				}
				for name := range names {
					rest, ok := strings.CutPrefix(name, prefix)
					if !ok || !keyShaped(rest) {
						continue
					}
					if !slices.ContainsFunc(keys, func(k StateKey) bool { return k.Name == rest }) {
						t.Errorf("%s: %s lacks the key %s of %s", release, class, rest, stored.file)
					}
				}
			}
		}
	}
}

// notKeys are strings of a pickle that are no keys: of its header, and of tensors.
var notKeys = strings.Fields("protocol_version little_endian type_sizes short int long storage cpu _metadata version quant dequant module")

// keyShaped reports whether a string may be a key without a dot.
func keyShaped(s string) bool {
	return regexp.MustCompile(`^[a-z_]+$`).MatchString(s) && !slices.Contains(notKeys, s) && s != "relu" && s != "weight_fake_quant" && s != "activation_post_process"
}
