// Names that signatures use and that no header of a tree declares, as GCC 12's libstdc++
// (C++17, new ABI) and the C library have them on x86-64 Linux: classes with their default
// template arguments, what aliases stand for, which namespaces are inline. Nothing here is
// laid out: it serves name lookup only.

typedef long int64_t; typedef int int32_t; typedef short int16_t; typedef signed char int8_t;
typedef unsigned long uint64_t; typedef unsigned int uint32_t; typedef unsigned short uint16_t; typedef unsigned char uint8_t;
typedef long int_fast64_t; typedef long int_fast32_t; typedef long int_fast16_t; typedef signed char int_fast8_t;
typedef unsigned long uint_fast64_t; typedef unsigned long uint_fast32_t; typedef unsigned long uint_fast16_t; typedef unsigned char uint_fast8_t;
typedef long int_least64_t; typedef int int_least32_t; typedef short int_least16_t; typedef signed char int_least8_t;
typedef unsigned long uint_least64_t; typedef unsigned int uint_least32_t; typedef unsigned short uint_least16_t; typedef unsigned char uint_least8_t;
typedef unsigned long size_t; typedef long ssize_t; typedef long ptrdiff_t;
typedef long intptr_t; typedef unsigned long uintptr_t; typedef long intmax_t; typedef unsigned long uintmax_t;
typedef long time_t; typedef long off_t; typedef long off64_t; typedef int pid_t; typedef unsigned int mode_t;
typedef unsigned int uid_t; typedef unsigned int gid_t; typedef unsigned long dev_t; typedef unsigned long ino_t;
typedef long suseconds_t; typedef unsigned int socklen_t; typedef int clockid_t; typedef long clock_t;
typedef unsigned int u_int; typedef unsigned char u_char; typedef unsigned long u_long;
typedef unsigned long pthread_t; typedef unsigned int wint_t;
union pthread_mutex_t; union pthread_cond_t; struct timespec; struct timeval; struct tm; struct stat;
struct _IO_FILE; typedef ::_IO_FILE FILE;
struct __va_list_tag; typedef __va_list_tag va_list[1];
struct sockaddr; struct sockaddr_in; struct sockaddr_storage; struct addrinfo; struct pollfd; struct iovec; struct sigaction; struct siginfo_t;
struct dl_phdr_info; struct link_map; struct sigset_t;
struct max_align_t;

namespace std {
using ::int64_t; using ::int32_t; using ::int16_t; using ::int8_t;
using ::uint64_t; using ::uint32_t; using ::uint16_t; using ::uint8_t;
using ::int_fast64_t; using ::int_fast32_t; using ::int_fast16_t; using ::int_fast8_t;
using ::uint_fast64_t; using ::uint_fast32_t; using ::uint_fast16_t; using ::uint_fast8_t;
using ::int_least64_t; using ::int_least32_t; using ::int_least16_t; using ::int_least8_t;
using ::uint_least64_t; using ::uint_least32_t; using ::uint_least16_t; using ::uint_least8_t;
using ::intptr_t; using ::uintptr_t; using ::intmax_t; using ::uintmax_t;
using ::time_t; using ::clock_t; using ::tm; using ::timespec; using ::FILE; using ::va_list; using ::max_align_t; using ::wint_t;
typedef unsigned long size_t; typedef long ptrdiff_t; typedef decltype(nullptr) nullptr_t;
typedef long streamsize; typedef long streamoff;
enum class byte : unsigned char;
enum class align_val_t : unsigned long;
enum class memory_order : int;
struct nothrow_t; class type_info; class exception; class bad_alloc; class bad_cast;
class logic_error; class domain_error; class invalid_argument; class length_error; class out_of_range;
class runtime_error; class range_error; class overflow_error; class underflow_error;
class error_code; class error_condition; class error_category; class bad_function_call;
class bad_optional_access; class bad_variant_access; class bad_weak_ptr; class bad_any_cast; class bad_typeid;
enum class errc;
enum class launch;
enum class future_status;
enum class cv_status;
enum float_round_style; enum float_denorm_style;

template <class T> class allocator { public: typedef T value_type; typedef unsigned long size_type; typedef long difference_type; };
template <class A> struct allocator_traits;
template <class T> struct allocator_traits<allocator<T>> { template <class U> using rebind_alloc = allocator<U>; typedef T value_type; typedef T* pointer; typedef const T* const_pointer; typedef unsigned long size_type; typedef long difference_type; };
template <class C> struct char_traits;
template <class T = void> struct less; template <class T = void> struct greater;
template <class T = void> struct less_equal; template <class T = void> struct greater_equal;
template <class T = void> struct equal_to; template <class T = void> struct not_equal_to;
template <class T = void> struct plus; template <class T = void> struct minus; template <class T = void> struct multiplies; template <class T = void> struct divides;
template <class T = void> struct modulus; template <class T = void> struct negate;
template <class T = void> struct logical_and; template <class T = void> struct logical_or; template <class T = void> struct logical_not;
template <class T = void> struct bit_and; template <class T = void> struct bit_or; template <class T = void> struct bit_xor;
template <class T> struct hash;
template <class T> struct default_delete;
template <class A, class B> struct pair { typedef A first_type; typedef B second_type; };
template <class... T> class tuple;
template <class T> struct tuple_size;
template <unsigned long I, class T> struct tuple_element;
template <class T> class initializer_list { public: typedef T value_type; typedef const T& reference; typedef const T& const_reference; typedef unsigned long size_type; typedef const T* iterator; typedef const T* const_iterator; };
template <class T> class optional { public: typedef T value_type; };
struct nullopt_t; struct in_place_t; struct monostate; struct piecewise_construct_t; struct allocator_arg_t; struct ignore_t;
template <class T> struct in_place_type_t; template <unsigned long I> struct in_place_index_t;
template <class... T> class variant;
class any;
template <class T> class function;
template <class T> class reference_wrapper;
template <class T> class numeric_limits;
class type_index;
namespace __exception_ptr { class exception_ptr; }
using __exception_ptr::exception_ptr;
template <class C, class T = char_traits<C>> class basic_string_view { public: typedef C value_type; typedef const C* const_iterator; typedef const C* iterator; typedef unsigned long size_type; typedef long difference_type; typedef const C& const_reference; typedef C& reference; typedef const C* const_pointer; typedef C* pointer; typedef T traits_type; };
typedef basic_string_view<char> string_view; typedef basic_string_view<wchar_t> wstring_view;
inline namespace __cxx11 {
template <class C, class T = char_traits<C>, class A = allocator<C>> class basic_string { public: typedef C value_type; typedef unsigned long size_type; typedef long difference_type; typedef T traits_type; typedef C& reference; typedef const C& const_reference; typedef C* pointer; typedef const C* const_pointer; typedef __gnu_cxx::__normal_iterator<C*, basic_string> iterator; typedef __gnu_cxx::__normal_iterator<const C*, basic_string> const_iterator; };
template <class T, class A = allocator<T>> class list { public: typedef T value_type; typedef unsigned long size_type; typedef std::_List_iterator<T> iterator; typedef std::_List_const_iterator<T> const_iterator; };
template <class C, class T = char_traits<C>, class A = allocator<C>> class basic_stringstream;
template <class C, class T = char_traits<C>, class A = allocator<C>> class basic_ostringstream;
template <class C, class T = char_traits<C>, class A = allocator<C>> class basic_istringstream;
template <class C, class T = char_traits<C>, class A = allocator<C>> class basic_stringbuf;
template <class C> class regex_traits;
template <class C, class R = regex_traits<C>> class basic_regex;
template <class I> class sub_match;
template <class I, class A = allocator<sub_match<I>>> class match_results;
}
typedef basic_string<char> string; typedef basic_string<wchar_t> wstring; typedef basic_string<char16_t> u16string; typedef basic_string<char32_t> u32string;
class ios_base { public: enum _Ios_Fmtflags; typedef _Ios_Fmtflags fmtflags; enum _Ios_Openmode; typedef _Ios_Openmode openmode; enum _Ios_Iostate; typedef _Ios_Iostate iostate; enum _Ios_Seekdir; typedef _Ios_Seekdir seekdir; };
enum _Ios_Fmtflags; enum _Ios_Openmode; enum _Ios_Iostate; enum _Ios_Seekdir;
template <class C, class T = char_traits<C>> class basic_ios;
template <class C, class T = char_traits<C>> class basic_ostream;
template <class C, class T = char_traits<C>> class basic_istream { public: typedef C char_type; };
template <class C, class T = char_traits<C>> class basic_iostream;
template <class C, class T = char_traits<C>> class basic_streambuf;
template <class C, class T = char_traits<C>> class basic_fstream;
template <class C, class T = char_traits<C>> class basic_ifstream;
template <class C, class T = char_traits<C>> class basic_ofstream;
template <class C, class T = char_traits<C>> class basic_filebuf;
typedef basic_ios<char> ios; typedef basic_ostream<char> ostream; typedef basic_istream<char> istream; typedef basic_iostream<char> iostream; typedef basic_streambuf<char> streambuf;
typedef basic_fstream<char> fstream; typedef basic_ifstream<char> ifstream; typedef basic_ofstream<char> ofstream; typedef basic_filebuf<char> filebuf;
typedef basic_stringstream<char> stringstream; typedef basic_ostringstream<char> ostringstream; typedef basic_istringstream<char> istringstream; typedef basic_stringbuf<char> stringbuf;
typedef basic_regex<char> regex; typedef match_results<const char*> cmatch; typedef match_results<__gnu_cxx::__normal_iterator<const char*, string>> smatch;
template <class S> class fpos; typedef fpos<__mbstate_t> streampos;

template <class T, unsigned long N> struct array { typedef T value_type; typedef unsigned long size_type; typedef T* iterator; typedef const T* const_iterator; typedef T& reference; typedef const T& const_reference; typedef T* pointer; };
template <class T, class A = allocator<T>> class vector { public: typedef T value_type; typedef A allocator_type; typedef unsigned long size_type; typedef long difference_type; typedef T& reference; typedef const T& const_reference; typedef T* pointer; typedef const T* const_pointer; typedef __gnu_cxx::__normal_iterator<T*, vector> iterator; typedef __gnu_cxx::__normal_iterator<const T*, vector> const_iterator; typedef std::reverse_iterator<iterator> reverse_iterator; typedef std::reverse_iterator<const_iterator> const_reverse_iterator; };
template <class A> class vector<bool, A> { public: typedef bool value_type; typedef std::_Bit_reference reference; typedef bool const_reference; typedef std::_Bit_iterator iterator; typedef std::_Bit_const_iterator const_iterator; typedef unsigned long size_type; };
struct _Bit_reference; struct _Bit_iterator; struct _Bit_const_iterator;
template <class I> class reverse_iterator; template <class I> class move_iterator; template <class C> class back_insert_iterator;
template <class T> struct _List_iterator; template <class T> struct _List_const_iterator;
template <class T> struct _Rb_tree_iterator; template <class T> struct _Rb_tree_const_iterator;
template <class T, class R, class P> struct _Deque_iterator;
template <class T, class A = allocator<T>> class deque { public: typedef T value_type; typedef unsigned long size_type; typedef T& reference; typedef const T& const_reference; typedef std::_Deque_iterator<T, T&, T*> iterator; typedef std::_Deque_iterator<T, const T&, const T*> const_iterator; };
template <class T, class A = allocator<T>> class forward_list;
template <class T, class S = deque<T>> class stack; template <class T, class S = deque<T>> class queue;
template <class T, class S = vector<T>, class C = less<typename S::value_type>> class priority_queue;
template <class K, class V, class C = less<K>, class A = allocator<pair<const K, V>>> class map { public: typedef K key_type; typedef V mapped_type; typedef pair<const K, V> value_type; typedef unsigned long size_type; typedef std::_Rb_tree_iterator<pair<const K, V>> iterator; typedef std::_Rb_tree_const_iterator<pair<const K, V>> const_iterator; };
template <class K, class V, class C = less<K>, class A = allocator<pair<const K, V>>> class multimap { public: typedef pair<const K, V> value_type; typedef std::_Rb_tree_iterator<pair<const K, V>> iterator; typedef std::_Rb_tree_const_iterator<pair<const K, V>> const_iterator; };
template <class K, class C = less<K>, class A = allocator<K>> class set { public: typedef K key_type; typedef K value_type; typedef unsigned long size_type; typedef std::_Rb_tree_const_iterator<K> iterator; typedef std::_Rb_tree_const_iterator<K> const_iterator; };
template <class K, class C = less<K>, class A = allocator<K>> class multiset { public: typedef K value_type; typedef std::_Rb_tree_const_iterator<K> iterator; typedef std::_Rb_tree_const_iterator<K> const_iterator; };
namespace __detail { template <class V, bool C, bool H> struct _Node_iterator; template <class V, bool C, bool H> struct _Node_const_iterator; }
template <class K, class V, class H = hash<K>, class E = equal_to<K>, class A = allocator<pair<const K, V>>> class unordered_map { public: typedef K key_type; typedef V mapped_type; typedef pair<const K, V> value_type; typedef unsigned long size_type; typedef H hasher; typedef E key_equal; };
template <class K, class V, class H = hash<K>, class E = equal_to<K>, class A = allocator<pair<const K, V>>> class unordered_multimap;
template <class K, class H = hash<K>, class E = equal_to<K>, class A = allocator<K>> class unordered_set { public: typedef K key_type; typedef K value_type; typedef unsigned long size_type; };
template <class K, class H = hash<K>, class E = equal_to<K>, class A = allocator<K>> class unordered_multiset;
template <unsigned long N> class bitset;
template <class T> class complex;
template <class T> class valarray;
template <class T, class D = default_delete<T>> class unique_ptr { public: typedef T element_type; typedef D deleter_type; typedef T* pointer; };
template <class T> class shared_ptr { public: typedef T element_type; }; template <class T> class weak_ptr { public: typedef T element_type; };
template <class T> class enable_shared_from_this;
template <class T> struct atomic; struct atomic_flag;
typedef atomic<bool> atomic_bool; typedef atomic<int> atomic_int; typedef atomic<long> atomic_int64_t; typedef atomic<unsigned long> atomic_size_t; typedef atomic<unsigned long> atomic_uint64_t; typedef atomic<unsigned int> atomic_uint32_t; typedef atomic<int> atomic_int32_t; typedef atomic<long> atomic_long; typedef atomic<unsigned int> atomic_uint;
class thread { public: class id; };
class mutex; class recursive_mutex; class timed_mutex; class recursive_timed_mutex; class shared_mutex; class shared_timed_mutex;
inline namespace _V2 { class condition_variable_any; class error_category; }
class condition_variable; struct once_flag; struct defer_lock_t; struct adopt_lock_t; struct try_to_lock_t;
template <class M> class unique_lock; template <class M> class lock_guard; template <class M> class shared_lock; template <class... M> class scoped_lock;
template <class T> class future; template <class T> class shared_future; template <class T> class promise; template <class T> class packaged_task;
class locale; class random_device; class seed_seq;
template <class U, unsigned long W, unsigned long N, unsigned long M, unsigned long R, U A, unsigned long X, U D, unsigned long S, U B, unsigned long T, U C, unsigned long L, U F> class mersenne_twister_engine;
typedef mersenne_twister_engine<unsigned long, 32, 624, 397, 31, 0x9908b0dfUL, 11, 0xffffffffUL, 7, 0x9d2c5680UL, 15, 0xefc60000UL, 18, 1812433253UL> mt19937;
typedef mersenne_twister_engine<unsigned long, 64, 312, 156, 31, 0xb5026f5aa96619e9UL, 29, 0x5555555555555555UL, 17, 0x71d67fffeda60000UL, 37, 0xfff7eee000000000UL, 43, 6364136223846793005UL> mt19937_64;
template <class R = double> class normal_distribution; template <class R = double> class uniform_real_distribution; template <class I = int> class uniform_int_distribution;
template <long N, long D = 1> struct ratio;
typedef ratio<1, 1000000000> nano; typedef ratio<1, 1000000> micro; typedef ratio<1, 1000> milli;
namespace chrono {
template <class R, class P = ratio<1>> struct duration { typedef R rep; typedef P period; };
template <class C, class D = typename C::duration> struct time_point;
typedef duration<long, ratio<1, 1000000000>> nanoseconds; typedef duration<long, ratio<1, 1000000>> microseconds; typedef duration<long, ratio<1, 1000>> milliseconds;
typedef duration<long> seconds; typedef duration<long, ratio<60>> minutes; typedef duration<long, ratio<3600>> hours;
inline namespace _V2 {
struct system_clock { typedef chrono::nanoseconds duration; typedef chrono::time_point<system_clock, duration> time_point; typedef long rep; };
struct steady_clock { typedef chrono::nanoseconds duration; typedef chrono::time_point<steady_clock, duration> time_point; typedef long rep; };
}
using high_resolution_clock = system_clock;
}
namespace filesystem { inline namespace __cxx11 { class path; class directory_entry; class directory_iterator; } }
template <class T, T V> struct integral_constant { typedef T value_type; typedef integral_constant type; static constexpr T value = V; };
typedef integral_constant<bool, true> true_type; typedef integral_constant<bool, false> false_type;
template <bool B> using bool_constant = integral_constant<bool, B>;
template <class T, T... I> struct integer_sequence;
template <unsigned long... I> using index_sequence = integer_sequence<unsigned long, I...>;
template <bool B, class T = void> struct enable_if;
template <class T> struct enable_if<true, T> { typedef T type; };
template <bool B, class T = void> using enable_if_t = typename enable_if<B, T>::type;
template <bool B, class T, class F> struct conditional { typedef T type; };
template <class T, class F> struct conditional<false, T, F> { typedef F type; };
template <bool B, class T, class F> using conditional_t = typename conditional<B, T, F>::type;
template <class T> struct remove_reference { typedef T type; };
template <class T> struct remove_reference<T&> { typedef T type; };
template <class T> struct remove_reference<T&&> { typedef T type; };
template <class T> using remove_reference_t = typename remove_reference<T>::type;
template <class T> struct remove_const { typedef T type; };
template <class T> struct remove_const<const T> { typedef T type; };
template <class T> using remove_const_t = typename remove_const<T>::type;
template <class T> struct remove_cv { typedef T type; };
template <class T> struct remove_cv<const T> { typedef T type; };
template <class T> using remove_cv_t = typename remove_cv<T>::type;
template <class T> struct remove_pointer { typedef T type; };
template <class T> struct remove_pointer<T*> { typedef T type; };
template <class T> using remove_pointer_t = typename remove_pointer<T>::type;
template <class T> struct add_const { typedef const T type; };
template <class T> using add_const_t = typename add_const<T>::type;
template <class T> struct add_pointer { typedef T* type; };
template <class T> using add_pointer_t = typename add_pointer<T>::type;
template <class T> struct add_lvalue_reference { typedef T& type; };
template <class T> using add_lvalue_reference_t = typename add_lvalue_reference<T>::type;
template <class T> struct decay; template <class T> using decay_t = typename decay<T>::type;
template <class T> struct underlying_type; template <class T> using underlying_type_t = typename underlying_type<T>::type;
template <class... T> struct common_type; template <class... T> using common_type_t = typename common_type<T...>::type;
template <class F, class... A> struct invoke_result; template <class F, class... A> using invoke_result_t = typename invoke_result<F, A...>::type;
template <class F> struct result_of; template <class F> using result_of_t = typename result_of<F>::type;
template <class A, class B> struct is_same : false_type {}; template <class A> struct is_same<A, A> : true_type {};
template <class T> struct is_reference : false_type {}; template <class T> struct is_reference<T&> : true_type {}; template <class T> struct is_reference<T&&> : true_type {};
template <class T> struct is_lvalue_reference : false_type {}; template <class T> struct is_lvalue_reference<T&> : true_type {};
template <class T> struct is_rvalue_reference : false_type {}; template <class T> struct is_rvalue_reference<T&&> : true_type {};
template <class T> struct is_pointer : false_type {}; template <class T> struct is_pointer<T*> : true_type {};
template <class T> struct is_const : false_type {}; template <class T> struct is_const<const T> : true_type {};
template <class T> struct is_void : false_type {}; template <> struct is_void<void> : true_type {};
template <class T> struct is_integral; template <class T> struct is_floating_point;
template <class A, class B> inline constexpr bool is_same_v = is_same<A, B>::value;
template <class T> inline constexpr bool is_reference_v = is_reference<T>::value;
template <class T> inline constexpr bool is_lvalue_reference_v = is_lvalue_reference<T>::value;
template <class T> inline constexpr bool is_rvalue_reference_v = is_rvalue_reference<T>::value;
template <class T> inline constexpr bool is_pointer_v = is_pointer<T>::value;
template <class T> inline constexpr bool is_const_v = is_const<T>::value;
template <class T> inline constexpr bool is_void_v = is_void<T>::value;
template <unsigned long L, unsigned long A> struct aligned_storage;
template <class... T> using void_t = void;
struct forward_iterator_tag; struct input_iterator_tag; struct output_iterator_tag; struct bidirectional_iterator_tag; struct random_access_iterator_tag;
template <class I> struct iterator_traits; template <class C, class T, class D = long, class P = T*, class R = T&> struct iterator;
namespace pmr { class memory_resource; template <class T> class polymorphic_allocator; }
}
namespace __gnu_cxx { template <class I, class C> class __normal_iterator; }
struct __mbstate_t; typedef __mbstate_t mbstate_t;

// CPython
struct _object; typedef _object PyObject; struct _typeobject; typedef _typeobject PyTypeObject;
struct _frame; typedef _frame PyFrameObject; struct PyCodeObject; struct _ts; typedef _ts PyThreadState; struct _is; typedef _is PyInterpreterState;
struct PyModuleDef; struct PyMethodDef; struct PyGetSetDef; struct PyMemberDef; struct PyVarObject; struct Py_buffer; struct PyTupleObject; typedef PyTupleObject PyStructSequence; struct PyListObject; struct PyFunctionObject; struct PyFloatObject; struct PyLongObject; struct PyHeapTypeObject; struct PySequenceMethods; struct PyNumberMethods; struct PyMappingMethods; struct PyStructSequence_Desc; struct _PyInterpreterFrame; struct _PyErr_StackItem; struct PyCellObject; struct PyDictObject; struct PyWeakReference;
typedef long Py_ssize_t; typedef long Py_hash_t; typedef unsigned long Py_uhash_t; typedef unsigned int Py_UCS4;
typedef PyObject* (*PyCFunction)(PyObject*, PyObject*); typedef PyObject* (*getter)(PyObject*, void*); typedef int (*setter)(PyObject*, PyObject*, void*);
typedef int (*visitproc)(PyObject*, void*); typedef void (*destructor)(PyObject*); typedef void (*PyCapsule_Destructor)(PyObject*);
typedef PyObject* (*unaryfunc)(PyObject*); typedef PyObject* (*binaryfunc)(PyObject*, PyObject*);
typedef PyObject* (*_PyFrameEvalFunction)(_ts*, _frame*, int);
enum PyGILState_STATE;

// pybind11
namespace pybind11 {
class object; class handle; class str; class bytes; class list; class tuple; class dict; class set; class args; class kwargs; class function; class cpp_function; class module_; class iterator; class iterable; class none; class type; class int_; class float_; class bool_; class buffer; class capsule; class slice; class sequence; class error_already_set; class gil_scoped_acquire; class gil_scoped_release; class arg; class weakref; class ellipsis; class anyset; class memoryview; class bytearray; class exception_translator; class generic_type; class array; class memoryview;
typedef module_ module;
struct arg_v; struct buffer_info;
enum class return_value_policy : unsigned char;
template <class T, class... O> class class_; template <class T> class enum_; template <class T> class array_t; template <class F> class exception;
namespace detail { template <class T, class S = void> class type_caster; struct type_info; struct function_call; }
}

// CUDA, ROCm and the libraries around them
struct CUstream_st; typedef CUstream_st* cudaStream_t; typedef CUstream_st* CUstream;
struct CUevent_st; typedef CUevent_st* cudaEvent_t; typedef CUevent_st* CUevent;
struct CUmod_st; typedef CUmod_st* CUmodule; struct CUfunc_st; typedef CUfunc_st* CUfunction; struct CUctx_st; typedef CUctx_st* CUcontext;
struct CUgraph_st; typedef CUgraph_st* cudaGraph_t; struct CUgraphExec_st; typedef CUgraphExec_st* cudaGraphExec_t;
struct CUgraphNode_st; typedef CUgraphNode_st* cudaGraphNode_t; struct CUmemPoolHandle_st; typedef CUmemPoolHandle_st* cudaMemPool_t;
enum cudaError; typedef cudaError cudaError_t; enum cudaError_enum; typedef cudaError_enum CUresult; enum cudaDataType_t; typedef cudaDataType_t cudaDataType; struct cudaDeviceProp; struct dim3;
enum cudaMemcpyKind; enum cudaStreamCaptureMode; enum cudaStreamCaptureStatus; struct cudaIpcMemHandle_st; typedef cudaIpcMemHandle_st cudaIpcMemHandle_t; struct cudaIpcEventHandle_st; typedef cudaIpcEventHandle_st cudaIpcEventHandle_t;
struct cudaPointerAttributes; struct cudaFuncAttributes; typedef unsigned long long CUdeviceptr; typedef int CUdevice;
struct cublasContext; typedef cublasContext* cublasHandle_t; struct cublasLtContext; typedef cublasLtContext* cublasLtHandle_t;
struct cudnnContext; typedef cudnnContext* cudnnHandle_t; struct cusparseContext; typedef cusparseContext* cusparseHandle_t; struct cusolverDnContext; typedef cusolverDnContext* cusolverDnHandle_t;
struct curandStatePhilox4_32_10; struct _nvrtcProgram; typedef _nvrtcProgram* nvrtcProgram; enum nvrtcResult;
struct ncclComm; typedef ncclComm* ncclComm_t; struct ncclUniqueId; enum ncclResult_t; enum ncclDataType_t; enum ncclRedOp_t;
struct ihipStream_t; typedef ihipStream_t* hipStream_t; struct ihipEvent_t; typedef ihipEvent_t* hipEvent_t;
struct __half; struct __nv_bfloat16; struct float2; struct float4; struct half; struct half2; struct int4;
struct ittapi_domain; struct __itt_domain;
struct CLOG; struct pthreadpool; typedef pthreadpool* pthreadpool_t; struct xnn_operator; typedef xnn_operator* xnn_operator_t;
