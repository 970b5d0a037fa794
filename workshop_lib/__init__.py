"""Backpropagation, by hand and on the GPU: the code behind the notebooks.

Read `chain.py` first, then `network.py`; each is one screen long.
"""
