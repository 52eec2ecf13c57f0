"""What stands on the knowledge map: the subjects of the course, their pages, and what leads on."""

from __future__ import annotations

from dataclasses import dataclass

from byhand.text import Text, same

Page = tuple[str, Text]
"""The name of a page, and what the map calls it."""


@dataclass(frozen=True)
class Subject:
    """One box of the map: its title, and the pages that belong to it."""

    name: str
    title: Text
    pages: tuple[Page, ...]
    columns: int = 1
    """In how many columns the box shows them."""


def _names(*names: str) -> tuple[Page, ...]:
    """Pages that are called by their names, in every language."""
    return tuple((name, same(name)) for name in names)


SUBJECTS: tuple[Subject, ...] = (
    Subject(
        "stages",
        Text(en="A model in four stages", zh="建模四步"),
        (
            (
                "four_stages",
                Text(en="data, model, training, inference", zh="数据、模型、训练、推断"),
            ),
            ("weight_search", Text(en="trying every weight", zh="穷举权重")),
        ),
    ),
    Subject(
        "losses",
        Text(en="Loss functions", zh="损失函数"),
        (
            ("loss_cost_objective", Text(en="loss, cost, objective", zh="损失、代价、目标函数")),
            ("mse", Text(en="squared error", zh="均方误差")),
            ("huber", Text(en="Huber", zh="Huber 损失")),
            ("hinge", Text(en="hinge", zh="合页损失")),
            ("bce", Text(en="binary cross-entropy", zh="二元交叉熵")),
            ("bce_with_logits", Text(en="the same, from logits", zh="基于 logits 的二元交叉熵")),
            ("cross_entropy", Text(en="cross-entropy", zh="交叉熵")),
            ("kl", Text(en="Kullback–Leibler", zh="KL 散度")),
        ),
        columns=2,
    ),
    Subject(
        "distributions",
        Text(en="Distributions", zh="从分布的角度看"),
        (
            (
                "cross_entropy_kl",
                Text(en="cross-entropy = entropy + KL", zh="交叉熵 = 熵 + KL 散度"),
            ),
            ("kl_divergence", Text(en="KL as a loss, by hand", zh="KL 散度作损失，手算")),
        ),
    ),
    Subject(
        "backprop",
        Text(en="Backpropagation by hand", zh="手算反向传播"),
        (
            ("hand_backprop", Text(en="four steps, rules of the nodes", zh="四个步骤与节点规则")),
            ("sigmoid_neuron", Text(en="a sigmoid neuron", zh="Sigmoid 神经元")),
            ("sigmoid_circuit", Text(en="the sigmoid in pieces", zh="拆开的 Sigmoid")),
            ("staged_fork", Text(en="many branches", zh="多处分支")),
            ("micrograd_readme", Text(en="a long expression", zh="一个长表达式")),
        ),
    ),
    Subject(
        "networks",
        Text(en="Networks by hand", zh="手算神经网络"),
        (
            ("network_2_2_2", Text(en="two layers, in numbers", zh="两层网络，逐个数")),
            ("two_layer_network", Text(en="two layers, in matrices", zh="两层网络，用矩阵")),
            ("batch_norm", Text(en="batch normalisation", zh="批归一化")),
            ("layer_norm", Text(en="layer normalisation", zh="层归一化")),
            ("convolution_network", Text(en="convolution", zh="卷积")),
            ("recurrent_network", Text(en="recurrence", zh="循环网络")),
            ("lstm_cell", Text(en="LSTM", zh="LSTM")),
            ("attention", Text(en="attention", zh="注意力")),
            ("word2vec", Text(en="word2vec", zh="word2vec")),
        ),
        columns=2,
    ),
    Subject(
        "activations",
        Text(en="Activation functions", zh="激活函数"),
        (
            *_names("sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "gelu", "silu"),
            *_names("softplus", "maxout"),
        ),
        columns=2,
    ),
    Subject(
        "activation_failures",
        Text(en="Where activations fail", zh="激活函数的毛病"),
        (
            ("same_sign", Text(en="gradients of one sign", zh="梯度同号")),
            ("dead_relu", Text(en="dead ReLUs", zh="死亡 ReLU")),
            ("elu_noise", Text(en="ELU under noise", zh="ELU 与噪声")),
            ("exp_cost", Text(en="the cost of exp", zh="指数运算的代价")),
        ),
    ),
    Subject(
        "starting",
        Text(en="Initial weights", zh="权重初始化"),
        (
            ("zero_init", Text(en="all zero", zh="全零")),
            ("tanh_layers", Text(en="too small, too large, scaled", zh="过小、过大、按 n 缩放")),
            ("gradient_norms", Text(en="gradients through 50 layers", zh="梯度穿过 50 层")),
            ("variance_1_over_n", Text(en="why a variance of 1/n", zh="方差为什么取 1/n")),
            ("variance_2_over_n", Text(en="why 2/n for ReLU", zh="ReLU 为什么取 2/n")),
            ("orthogonal_lengths", Text(en="why orthogonal", zh="为什么用正交矩阵")),
        ),
    ),
    Subject(
        "initialisers",
        Text(en="Initialisers", zh="初始化方法"),
        (
            *_names("zeros", "ones", "constant", "normal", "uniform", "trunc_normal"),
            *_names("lecun_uniform", "lecun_normal", "xavier_uniform", "xavier_normal"),
            *_names("kaiming_uniform", "kaiming_normal", "orthogonal"),
        ),
        columns=3,
    ),
    Subject(
        "descent",
        Text(en="Gradient descent", zh="梯度下降"),
        (
            ("train_logistic", Text(en="a training run", zh="一次训练")),
            ("learning_rate", Text(en="learning rate", zh="学习率")),
            (
                "batch_noise",
                Text(en="single samples, mini-batches, all", zh="单样本、小批量、全量"),
            ),
            ("saddle", Text(en="saddle points", zh="鞍点")),
            ("schedules", Text(en="rates that fall", zh="学习率的衰减")),
        ),
    ),
    Subject(
        "optimizers",
        Text(en="Optimizers", zh="优化器"),
        (
            ("optimizers", Text(en="all update rules", zh="所有更新公式")),
            ("ravine", Text(en="momentum in a ravine", zh="动量过峡谷")),
            ("momentum_ravine", Text(en="momentum by hand", zh="手算动量法")),
            ("adagrad_rate", Text(en="Adagrad's vanishing rate", zh="Adagrad 学习率消失")),
            ("adagrad_vanishing", Text(en="Adagrad by hand", zh="手算 Adagrad")),
            ("adam_bias", Text(en="Adam's bias correction", zh="Adam 的偏差修正")),
            ("adam_neuron", Text(en="Adam by hand", zh="手算 Adam")),
            ("paths", Text(en="paths on five surfaces", zh="五种曲面上的轨迹")),
        ),
    ),
    Subject(
        "regression",
        Text(en="Regression", zh="回归"),
        (("linear_regression", Text(en="linear regression", zh="线性回归")),),
    ),
    Subject(
        "classification",
        Text(en="Classification", zh="分类"),
        (
            ("threshold", Text(en="regression plus threshold", zh="回归加阈值")),
            ("logistic_regression", Text(en="logistic regression", zh="逻辑回归")),
            ("softmax_classifier", Text(en="softmax", zh="Softmax 分类")),
        ),
    ),
    Subject(
        "clustering",
        Text(en="Clustering", zh="聚类"),
        (("kmeans_step", Text(en="a step of k-means", zh="k 均值的一步")),),
    ),
    Subject(
        "reduction",
        Text(en="Dimension reduction", zh="降维"),
        (
            ("pca_rank_one", Text(en="PCA as a fit", zh="主成分分析")),
            ("autoencoder", Text(en="an autoencoder", zh="自编码器")),
        ),
    ),
)

LEADS: tuple[tuple[str, str], ...] = (
    ("stages", "losses"),
    ("losses", "distributions"),
    ("losses", "backprop"),
    ("distributions", "classification"),
    ("backprop", "networks"),
    ("backprop", "descent"),
    ("backprop", "activations"),
    ("activations", "activation_failures"),
    ("activations", "starting"),
    ("starting", "initialisers"),
    ("descent", "optimizers"),
    ("losses", "regression"),
    ("losses", "clustering"),
    ("losses", "reduction"),
)
"""Which subject another one needs: the first before the second."""
